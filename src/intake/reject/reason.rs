//! Why a row is refused.

/// Why one row is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A required cell is empty.
    #[error("must not be empty")]
    Empty,
    /// The row has another number of cells than the header.
    #[error("{found} cells where the header has {expected}")]
    CellCount {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// The bytes are not UTF-8.
    #[error("not UTF-8 text; save the file as CSV UTF-8")]
    Encoding,
    /// A control character stands in the cell.
    #[error("holds a control character")]
    Control,
    /// The cell is longer than allowed.
    #[error("longer than {max} bytes")]
    TooLong {
        /// The limit in bytes.
        max: usize,
    },
    /// Not a whole number in range.
    #[error("not a whole number from 0 to {max}")]
    Integer {
        /// The largest number allowed.
        max: u32,
    },
    /// Not one of the words of a closed list.
    #[error("not one of {allowed}")]
    Word {
        /// The words, separated by commas.
        allowed: String,
    },
    /// Not yes or no.
    #[error("not true or false")]
    Bool,
    /// Not a date.
    #[error("not a date that exists; write YYYY-MM-DD")]
    Date,
    /// A date of which day and month cannot be told apart.
    #[error("day and month cannot be told apart; write the year first: YYYY-MM-DD")]
    DayOrMonth,
    /// Not a time.
    #[error("{0}")]
    Instant(crate::model::time::TimeError),
    /// What was written has been changed by an office program.
    #[error("{0}; format the column as text and enter it again")]
    Mangled(Mangled),
    /// The cell shows an error.
    #[error("an error of a formula; mend the formula or empty the cell")]
    CellError,
    /// A cell outside the columns that the header names.
    #[error("cell {cell} is filled, but its column has no header")]
    NoColumn {
        /// The cell, such as `K7`.
        cell: String,
    },
    /// Two cells of the row contradict each other in time.
    #[error("before `{earlier}`")]
    Before {
        /// The column that must not be later.
        earlier: &'static str,
    },
    /// A handoff from an agency to itself.
    #[error("the same agency as `from_agency`")]
    ToItself,
    /// An assignment needs exactly one target.
    #[error("exactly one of division_code, case_id, agency_id must be filled")]
    Target,
    /// A pairing needs exactly one end on either side.
    #[error(
        "exactly one of agency_id, person_id, division_code and one of to_agency, to_person, to_division must be filled"
    )]
    LinkEnds,
    /// The thing referred to is neither in this call nor known.
    #[error("no row of `{table}` has this id")]
    Unknown {
        /// The table referred to.
        table: &'static str,
    },
    /// The parents run in a circle.
    #[error("its parents run in a circle")]
    Circle,
    /// A child's level is not below its parent's.
    #[error("must be below the level of its parent (`{parent}`)")]
    Level {
        /// The parent's level.
        parent: String,
    },
    /// Another row of the call has the same key and other cells.
    #[error("has the key of {other} and other cells")]
    Twice {
        /// File and line of the first row with the key.
        other: String,
    },
    /// The id is known, and whoever hands the row in may not know of it.
    #[error("this account cannot use this id")]
    Unusable,
    /// The cell is of a field that whoever hands the row in may not see, and the row is known.
    #[error("the row is known, and this account does not see such cells; leave the cell empty")]
    Concealed,
    /// The row says how the world is made, and whoever hands it in enters cases only.
    #[error("this account hands in what happens to cases; the structure is kept by the coordinators")]
    Structure,
    /// The row is about the own unit of whoever hands it in, one above it, or one of their people.
    #[error(
        "is about this account's own unit, one above it or one of their people, or would put others under them; another account must enter or correct it"
    )]
    OwnUnit,
    /// A new thing that does not say where it belongs, handed in by whoever may add to a part only.
    #[error("must say what it belongs to: this account may add only what lies within its scope")]
    Unplaced,
    /// A new case that nobody of the line has to do with, handed in by whoever sees cases by their line.
    #[error(
        "no unit that this account answers for has to do with it: hand in with it the handoff or the event of such a unit"
    )]
    OutOfHands,
    /// A filled cell of a known row would change.
    #[error("is known as `{known}`; a change needs --correct --basis TEXT")]
    Changes {
        /// The cell as it is known.
        known: String,
    },
}

/// What office programs do to texts that look like numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mangled {
    /// A date was made of it.
    #[error("was made a date")]
    Date,
    /// It has more digits than a number keeps.
    #[error("was made a number, which keeps 15 digits only")]
    Digits,
    /// It is written with a power of ten.
    #[error("was made a number with a power of ten, and its digits are lost")]
    Exponent,
    /// It was made a number with a fraction.
    #[error("was made a number with a fraction, and zeros at its end may be lost")]
    Fraction,
    /// It is a number among texts that begin with zeros.
    #[error("was made a number, and zeros in front may be lost, which others of the column have")]
    Zeros,
}
