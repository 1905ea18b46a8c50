//! What can be wrong with a segment's header, and with what follows it.

/// What is wrong with a segment's header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderFault {
    /// There is none, or its checksum does not fit.
    #[error("is damaged or not there")]
    Absent,
    /// It is no header's JSON.
    #[error("is not understood ({reason})")]
    Form {
        /// The parser's reason.
        reason: String,
    },
    /// It is of another version.
    #[error("is of format {found}; this program reads format {known}")]
    Version {
        /// The version found.
        found: u32,
        /// The one that this program reads.
        known: u32,
    },
    /// Its hash function is not known.
    #[error("names the digest `{name}`, which this program does not know")]
    Digest {
        /// The function named.
        name: String,
    },
    /// Its part of the tree does not fit its first entry.
    #[error("has a frontier that does not fit its first entry")]
    Frontier,
    /// It was not written by this program.
    #[error("is not canonical")]
    NotCanonical,
    /// It is of another file.
    #[error("says that it is segment {says}")]
    Number {
        /// The segment that it says it is.
        says: u32,
    },
    /// Nothing is committed, and yet it counts entries.
    #[error("says that entries come before it")]
    EntriesBefore,
    /// It does not follow from the segment before it.
    #[error("does not continue the segment before it")]
    NotNext,
}

/// What is wrong at or before the last commit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// A record has changed since it was written.
    #[error("a record does not fit its checksum")]
    Checksum,
    /// The entry was looked for by its sequence.
    #[error("the entry is not in its place, or does not fit its checksum")]
    NotInPlace,
    /// The segment ends before the entry.
    #[error("the entry is not in its segment")]
    NotInSegment,
    /// A header in the middle.
    #[error("a second header")]
    SecondHeader,
    /// Its hash is none.
    #[error("its leaf is not a hash")]
    NoLeaf,
    /// Its hash is another.
    #[error("the Merkle leaf is not that of the entry")]
    Leaf,
    /// It cannot be decoded.
    #[error("the entry cannot be read")]
    Entry,
    /// It stands where another should.
    #[error("the entry there says that it is entry {says}")]
    Number {
        /// The entry that it says it is.
        says: u64,
    },
    /// It skips or repeats a version.
    #[error("it makes version {made} of its subject, which had {known}")]
    Version {
        /// The version that it makes.
        made: u32,
        /// The version before.
        known: u32,
    },
    /// One batch has one time.
    #[error("it was recorded at another time than its batch")]
    RecordedAt,
    /// A segment is missing, and a later one has commits.
    #[error("entries before this segment are missing")]
    EntriesMissing,
    /// It is no commit record's JSON.
    #[error("the commit record is not understood ({reason})")]
    CommitForm {
        /// The parser's reason.
        reason: String,
    },
    /// Its root is of an unknown form.
    #[error("the commit record's root is not one this program knows")]
    CommitRoot,
    /// Its parts do not fit each other.
    #[error("the commit record contradicts itself")]
    CommitParts,
    /// It belongs elsewhere.
    #[error("the commit record is of another batch")]
    CommitOther,
    /// It commits nothing.
    #[error("a commit record without entries")]
    CommitEmpty,
    /// It does not fit the entries before it.
    #[error("the commit record states another root, sequence or time than its entries give")]
    CommitStates,
}
