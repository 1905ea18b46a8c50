//! What handlers' attributes name: pages, documents whose schemas are published on their own, and problems.

use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr, Response};
use utoipa::{PartialSchema, ToResponse, ToSchema};

/// Pages of lists: the type that names one in a handler's attributes, and its rows.
macro_rules! pages {
    ($($name:ident of $row:ident,)+) => {
        $(
            #[doc = concat!("A page of [`", stringify!($row), "`](crate::rim::list_view::", stringify!($row), ").")]
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    RefOr::Ref(Ref::from_schema_name(stringify!($name)))
                }
            }

            impl ToSchema for $name {}
        )+

        pub(super) const PAGES: &[(&str, &str)] = &[$((stringify!($name), stringify!($row)),)+];
    };
}

pages! {
    DivisionPage of DivisionRow,
    AgencyPage of AgencyRow,
    PersonPage of PersonRow,
    AssignmentPage of AssignmentRow,
    CasePage of CaseRow,
}

/// Documents whose schemas are published on their own: the type that names one in a handler's attributes, the file, and
/// whether it may come with fewer members than the schema asks for.
macro_rules! documents {
    ($($name:ident: $file:literal $partial:literal,)+) => {
        $(
            #[doc = concat!("The document of `", $file, "`.")]
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    RefOr::Ref(Ref::from_schema_name(stringify!($name)))
                }
            }

            impl ToSchema for $name {}
        )+

        pub(super) const DOCUMENTS: &[(&str, &str, bool)] = &[
            $((stringify!($name), include_str!(concat!("../../schemas/", $file)), $partial),)+
        ];
    };
}

documents! {
    ChainDocument: "chain.schema.json" true,
    SweepDocument: "sweep.schema.json" false,
    ClocksDocument: "clock.schema.json" false,
    RouteDocument: "route.schema.json" false,
    HistoryDocument: "history.schema.json" false,
    FiguresDocument: "figures.schema.json" false,
    WhistlesDocument: "whistle.schema.json" false,
    PolicyDocument: "policy.schema.json" false,
}

/// Schemas that are made as this interface's document is: the type that names one in a handler's attributes.
macro_rules! made {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    RefOr::Ref(Ref::from_schema_name(stringify!($name)))
                }
            }

            impl ToSchema for $name {}
        )+
    };
}

made! {
    /// Who answers for a division.
    VillageChain,
    /// Who answers for a case.
    CaseChain,
    /// Who stands above an agency and what lies with it.
    AgencyChain,
    /// For what a person answers.
    PersonChain,
    /// Many chains, in the order of the ids asked for.
    ChainsDocument,
    /// Entries of the ledger in order.
    LedgerEntries,
    /// What came of an import.
    ImportReport,
    /// A notice with its life.
    NoticeDocument,
}

/// A problem document in an answer.
#[derive(Clone, Copy, Debug)]
pub enum ProblemResponse {}

impl ToResponse<'static> for ProblemResponse {
    fn response() -> (&'static str, RefOr<Response>) {
        ("Problem", RefOr::Ref(Ref::from_response_name("Problem")))
    }
}
