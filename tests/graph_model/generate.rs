//! Random changes and queries over a handful of ids, types, names and values, so that they meet often.

use duban::store::graph::{Durability, Op};
use indradb::{
    BulkInsertItem, CountQuery, Edge, EdgeDirection, Identifier, IncludeQuery, Json, PipePropertyQuery,
    PipeQuery, PipeWithPropertyPresenceQuery, PipeWithPropertyValueQuery, Query, RangeVertexQuery, Vertex,
    ijson,
};
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

#[derive(Clone, Debug)]
pub(crate) enum Step {
    CreateVertex(Uuid, Identifier),
    CreateEdge(Edge),
    Delete(Query),
    Set(Query, Identifier, Json),
    Index(Identifier),
    Bulk(Vec<BulkInsertItem>),
    Apply(Vec<Op>, Durability),
    Reopen,
}

fn ids() -> impl Strategy<Value = Uuid> {
    select(vec![0, 1, 2, 3, 1 << 64, u128::MAX]).prop_map(Uuid::from_u128)
}

fn types() -> impl Strategy<Value = Identifier> {
    select(vec!["", "a", "ab", "b"]).prop_map(|t| Identifier::new(t).unwrap())
}

fn names() -> impl Strategy<Value = Identifier> {
    select(vec!["p", "pq", "名"]).prop_map(|name| Identifier::new(name).unwrap())
}

fn values() -> impl Strategy<Value = Json> {
    let long = |last: char| ijson!("督办".repeat(20) + &last.to_string());
    select(vec![
        ijson!(null),
        ijson!(3),
        ijson!(3.0),
        ijson!("x"),
        ijson!(""),
        ijson!({"b": [1], "a": "x"}),
        long('1'),
        long('2'),
    ])
}

fn edges() -> impl Strategy<Value = Edge> {
    (ids(), types(), ids()).prop_map(|(from, t, to)| Edge::new(from, t, to))
}

/// Queries whose answers have a defined order.
fn ordered_roots() -> impl Strategy<Value = Query> {
    prop_oneof![
        Just(Query::AllVertex),
        Just(Query::AllEdge),
        (0u32..6, prop::option::of(types()), prop::option::of(ids()))
            .prop_map(|(limit, t, start_id)| Query::RangeVertex(RangeVertexQuery { limit, t, start_id })),
        prop::collection::vec(ids(), 0..4)
            .prop_map(|ids| Query::SpecificVertex(indradb::SpecificVertexQuery::new(ids))),
        prop::collection::vec(edges(), 0..6)
            .prop_map(|edges| Query::SpecificEdge(indradb::SpecificEdgeQuery::new(edges))),
    ]
}

fn index_roots() -> impl Strategy<Value = Query> {
    (names(), values(), 0..4).prop_map(|(name, value, which)| match which {
        0 => indradb::VertexWithPropertyPresenceQuery::new(name).into(),
        1 => indradb::VertexWithPropertyValueQuery::new(name, value).into(),
        2 => indradb::EdgeWithPropertyPresenceQuery::new(name).into(),
        _ => indradb::EdgeWithPropertyValueQuery::new(name, value).into(),
    })
}

/// `inner` with one more stage, or as it is where that stage cannot follow.
fn stage(
    inner: Query,
    which: u8,
    (name, value, t, limit): (Identifier, Json, Option<Identifier>, u32),
) -> Query {
    let boxed = || Box::new(inner.clone());
    let pipe =
        |direction| PipeQuery::new(boxed(), direction).map(|pipe| PipeQuery { limit, t, ..pipe }.into());
    let staged = match which {
        0..4 => pipe(EdgeDirection::Outbound),
        4..8 => pipe(EdgeDirection::Inbound),
        8 | 9 => PipeWithPropertyPresenceQuery::new(boxed(), name, which == 8).map(Into::into),
        10 | 11 => PipeWithPropertyValueQuery::new(boxed(), name, value, which == 10).map(Into::into),
        12 | 13 => {
            PipePropertyQuery::new(boxed()).map(|all| if which == 12 { all } else { all.name(name) }.into())
        }
        14 => Ok(IncludeQuery::new(boxed()).into()),
        _ => CountQuery::new(boxed()).map(Into::into),
    };
    staged.unwrap_or(inner)
}

/// A query, and whether its answers have a defined order.
pub(crate) fn queries() -> impl Strategy<Value = (Query, bool)> {
    let root = prop_oneof![3 => ordered_roots().prop_map(|q| (q, true)), 1 => index_roots().prop_map(|q| (q, false))];
    let limit = prop_oneof![Just(u32::MAX), 0u32..4];
    let stages =
        prop::collection::vec((0u8..17, (names(), values(), prop::option::of(types()), limit)), 0..4);
    (root, stages).prop_map(|((root, is_ordered), stages)| {
        let without_limit = |mut with: (_, _, _, u32)| {
            with.3 = if is_ordered { with.3 } else { u32::MAX };
            with
        };
        (
            stages.into_iter().fold(root, |inner, (which, with)| stage(inner, which, without_limit(with))),
            is_ordered,
        )
    })
}

pub(crate) fn steps() -> impl Strategy<Value = Step> {
    let item = prop_oneof![
        (ids(), types()).prop_map(|(id, t)| BulkInsertItem::Vertex(Vertex::with_id(id, t))),
        edges().prop_map(BulkInsertItem::Edge),
        (ids(), names(), values())
            .prop_map(|(id, name, value)| BulkInsertItem::VertexProperty(id, name, value)),
        (edges(), names(), values())
            .prop_map(|(edge, name, value)| BulkInsertItem::EdgeProperty(edge, name, value)),
    ];
    let op = prop_oneof![
        1 => (ids(), types()).prop_map(|(id, t)| Op::Vertex(id, t)),
        1 => (ids(), names(), values()).prop_map(|(id, name, value)| Op::Property(id, name, value)),
        2 => edges().prop_map(Op::Edge),
        1 => edges().prop_map(Op::DeleteEdge),
    ];
    let durability = select(vec![Durability::Later, Durability::Now]);
    prop_oneof![
        3 => (ids(), types()).prop_map(|(id, t)| Step::CreateVertex(id, t)),
        3 => edges().prop_map(Step::CreateEdge),
        2 => queries().prop_map(|(query, _)| Step::Delete(query)),
        4 => (queries(), names(), values()).prop_map(|((query, _), name, value)| Step::Set(query, name, value)),
        1 => names().prop_map(Step::Index),
        2 => prop::collection::vec(item, 0..12).prop_map(Step::Bulk),
        3 => (prop::collection::vec(op, 0..24), durability).prop_map(|(ops, durability)| Step::Apply(ops, durability)),
        1 => Just(Step::Reopen),
    ]
}
