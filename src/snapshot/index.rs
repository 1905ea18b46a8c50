//! Positions inside one snapshot, one type per kind of thing.

/// Stands in a column of positions where there is nothing.
pub(crate) const NONE: u32 = u32::MAX;

macro_rules! positions {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            pub(crate) fn new(position: u32) -> Self {
                Self(position)
            }

            /// The position as a number, from 0.
            #[must_use]
            pub fn get(self) -> u32 {
                self.0
            }

            /// The position as an index of columns.
            #[inline]
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

/// Positions that a column can lack.
macro_rules! optional {
    ($($name:ident)*) => {$(
        impl $name {
            /// The position unless it stands for nothing.
            #[inline]
            pub(crate) fn some(self) -> Option<Self> {
                if self.0 == NONE { None } else { Some(self) }
            }
        }
    )*};
}

positions! {
    /// A division; ascending in the order of codes.
    DivisionIdx;
    /// An agency; ascending in the order of ids.
    AgencyIdx;
    /// A person; ascending in the order of ids.
    PersonIdx;
    /// A case; ascending by village, then in the order of ids.
    CaseIdx;
    /// A hop; ascending by case, then by seq.
    HopIdx;
    /// A word: a kind, role, title or team; ascending bytewise.
    WordIdx;
}

optional! { DivisionIdx AgencyIdx PersonIdx WordIdx }
