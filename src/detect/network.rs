//! `network`: how the units hang together by their handoffs: a description, no finding.
//!
//! **Meaning.** The graph of all agencies that sent or received a handoff by the moment, with an arrow for each
//! ordered pair that had one. Of it:
//! - `articulation`: agencies without which the others would fall apart: some could be reached from the rest through
//!   it only, whichever way the arrows point. `pieces` is into how many parts the agencies connected with it would
//!   fall, `cut_off` how many agencies would lie outside the largest of these. Order: cut off downwards, then agency.
//! - `mutual`: strongly connected sets of at least two agencies: by handoffs one can get from each to each other and
//!   back, so that cases can go round in the set. Order: size downwards, then by the least agency.
//!
//! An articulation agency may be a bottleneck or simply the front desk whose work it is to distribute; a large mutual
//! set is the normal state of a place that works together. Neither says that anything is wrong, nor how much passes.
//!
//! **Worked case.** A to B, B to C, C to B, B to D, D to E. B is an articulation agency: without it A, C and the two of
//! D and E are three pieces, of which two agencies lie outside the largest. D cuts off E. B and C are mutual.

use std::cmp::Reverse;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::slow_pairs::Tie;
use crate::snapshot::index::AgencyIdx;

/// How the agencies hang together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// How many agencies took part in a handoff.
    pub agencies: usize,
    /// How many ordered pairs of them had one.
    pub pairs: usize,
    /// The agencies without which others would fall apart.
    pub articulation: Vec<Articulation>,
    /// The sets of agencies from each of which each other can be reached, each ascending.
    pub mutual: Vec<Vec<AgencyIdx>>,
}

/// An agency without which others would fall apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Articulation {
    /// The agency.
    pub agency: AgencyIdx,
    /// Into how many pieces the agencies connected with it would fall.
    pub pieces: u32,
    /// How many agencies would lie outside the largest piece.
    pub cut_off: u32,
}

/// The graph of the agencies that took part, each a node in the order of ids.
struct Agencies {
    graph: DiGraph<(), ()>,
    of_node: Vec<AgencyIdx>,
}

impl Agencies {
    fn new(ties: &[Tie], agency_count: usize) -> Self {
        let mut takes_part = vec![false; agency_count];
        for tie in ties {
            takes_part[tie.from.index()] = true;
            takes_part[tie.to.index()] = true;
        }
        let (mut of_node, mut node_of) = (Vec::new(), vec![0u32; agency_count]);
        for (agency, _) in (0u32..).zip(&takes_part).filter(|(_, takes_part)| **takes_part) {
            node_of[agency as usize] = u32::try_from(of_node.len()).unwrap_or(u32::MAX);
            of_node.push(AgencyIdx::new(agency));
        }
        let arrows = ties.iter().map(|tie| (node_of[tie.from.index()], node_of[tie.to.index()]));
        Self { graph: DiGraph::from_edges(arrows), of_node }
    }

    fn agency(&self, node: NodeIndex) -> AgencyIdx {
        self.of_node[node.index()]
    }
}

/// What `ties`, each pair once, say of the network of `agency_count` agencies.
pub(super) fn network(ties: &[Tie], agency_count: usize) -> Network {
    let agencies = Agencies::new(ties, agency_count);
    let (articulation, mutual) = rayon::join(|| articulation(&agencies), || mutual(&agencies));
    Network { agencies: agencies.of_node.len(), pairs: ties.len(), articulation, mutual }
}

fn mutual(agencies: &Agencies) -> Vec<Vec<AgencyIdx>> {
    let sets = kosaraju_scc(&agencies.graph).into_iter().filter(|set| 2 <= set.len());
    let mut sets: Vec<Vec<AgencyIdx>> =
        sets.map(|set| set.into_iter().map(|node| agencies.agency(node)).collect()).collect();
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets.sort_unstable_by_key(|set| (Reverse(set.len()), set[0]));
    sets
}

/// What a walk through the graph knows of a node.
#[derive(Clone, Copy, Debug, Default)]
struct Visit {
    /// When it was met, from 1; 0 before.
    met: u32,
    /// The earliest node that its branch reaches besides through its parent.
    low: u32,
    parent: u32,
    /// How many nodes its branch has, itself included.
    branch: u32,
    /// How many branches below it hang on it only, how many nodes they have, and the largest.
    hanging: u32,
    hanging_nodes: u32,
    hanging_max: u32,
}

/// Walks depth-first and finds, of each node, the branches that reach nothing above it (Hopcroft and Tarjan, 1973);
/// the part above it, if there is one, is a piece as well.
fn articulation(agencies: &Agencies) -> Vec<Articulation> {
    let mut visits = vec![Visit::default(); agencies.of_node.len()];
    let mut found = Vec::new();
    for root in agencies.graph.node_indices() {
        if visits[root.index()].met != 0 {
            continue;
        }
        let tree = walk(&agencies.graph, root, &mut visits);
        let all = u32::try_from(tree.len()).unwrap_or(u32::MAX);
        for node in tree {
            let visit = visits[node.index()];
            let above = all - 1 - visit.hanging_nodes;
            let pieces = visit.hanging + u32::from(0 < above);
            if 2 <= pieces {
                let cut_off = all - 1 - visit.hanging_max.max(above);
                found.push(Articulation { agency: agencies.agency(node), pieces, cut_off });
            }
        }
    }
    found.sort_unstable_by_key(|row| (Reverse(row.cut_off), row.agency));
    found
}

/// Visits all nodes connected with `root`; returns them in the order in which they were met.
fn walk(graph: &DiGraph<(), ()>, root: NodeIndex, visits: &mut [Visit]) -> Vec<NodeIndex> {
    let mut tree = Vec::new();
    let mut path = Vec::new();
    let mut next = Some((root, root));
    loop {
        if let Some((node, parent)) = next.take() {
            tree.push(node);
            let met = u32::try_from(tree.len()).unwrap_or(u32::MAX);
            let parent = u32::try_from(parent.index()).unwrap_or(u32::MAX);
            visits[node.index()] = Visit { met, low: met, parent, branch: 1, ..Visit::default() };
            path.push((node, graph.neighbors_undirected(node)));
        }
        let Some((node, neighbours)) = path.last_mut() else { return tree };
        let node = node.index();
        match neighbours.next() {
            Some(other) if visits[other.index()].met == 0 => next = Some((other, NodeIndex::new(node))),
            Some(other) => {
                // The parent itself, met again by an arrow the other way, is no way round it.
                if other.index() != visits[node].parent as usize {
                    visits[node].low = visits[node].low.min(visits[other.index()].met);
                }
            }
            None => {
                path.pop();
                if !path.is_empty() {
                    leave(visits, node);
                }
            }
        }
    }
}

/// Adds what is known of the whole branch of `node` to its parent.
fn leave(visits: &mut [Visit], node: usize) {
    let Visit { low, branch, parent, .. } = visits[node];
    let parent = &mut visits[parent as usize];
    parent.low = parent.low.min(low);
    parent.branch += branch;
    if parent.met <= low {
        parent.hanging += 1;
        parent.hanging_nodes += branch;
        parent.hanging_max = parent.hanging_max.max(branch);
    }
}

#[cfg(test)]
mod tests {
    use petgraph::algo::articulation_points::articulation_points;
    use petgraph::algo::{connected_components, has_path_connecting};
    use petgraph::graph::UnGraph;
    use proptest::prelude::*;

    use super::super::testing::{case_world, moment, playbook};
    use super::*;
    use crate::detect::sweep::{Asked, sweep_asked};

    fn ties(pairs: &[(u32, u32)]) -> Vec<Tie> {
        pairs.iter().map(|&(a, b)| Tie { from: AgencyIdx::new(a), to: AgencyIdx::new(b) }).collect()
    }

    fn row(agency: u32, pieces: u32, cut_off: u32) -> Articulation {
        Articulation { agency: AgencyIdx::new(agency), pieces, cut_off }
    }

    #[test]
    fn the_worked_case() {
        let found = network(&ties(&[(0, 1), (1, 2), (2, 1), (1, 3), (3, 4)]), 9);
        assert_eq!((found.agencies, found.pairs), (5, 5));
        assert_eq!(found.articulation, [row(1, 3, 2), row(3, 2, 1)]);
        assert_eq!(found.mutual, [[AgencyIdx::new(1), AgencyIdx::new(2)]]);
        assert_eq!(network(&[], 3), Network::default());
    }

    #[test]
    fn it_is_seen_at_the_moment_and_only_when_asked() {
        let hops = "1,1,A,B,2026-05-01,,\n1,2,B,C,2026-05-02,,\n1,3,C,B,2026-05-03,,\n1,4,B,A,2026-05-04,,";
        let snapshot = case_world("1,v,k,2026-05-01,", hops);
        let found = |now, asked: &Asked| sweep_asked(&snapshot, &playbook(), moment(now), asked).network;
        let all = Asked::all();
        let pairs = |now| found(now, &all).map(|network| (network.pairs, network.mutual.len()));
        assert_eq!(pairs("2026-05-01"), Some((1, 0)));
        assert_eq!(pairs("2026-05-03"), Some((3, 1)));
        let only_network = Asked { network: true, ..Asked::default() };
        assert_eq!(found("2026-05-04", &only_network), found("2026-05-04", &all));
        assert_eq!(found("2026-05-04", &Asked { network: false, ..all.clone() }), None);
    }

    /// Pieces and cut-off agencies by taking `gone` out and counting what is left of its component.
    fn by_removal(graph: &UnGraph<(), ()>, gone: NodeIndex) -> (u32, u32) {
        let component: Vec<NodeIndex> = graph
            .node_indices()
            .filter(|&other| other != gone && has_path_connecting(graph, gone, other, None))
            .collect();
        let rest = graph.filter_map(|node, ()| (node != gone).then_some(node), |_, ()| Some(()));
        let at = |old: NodeIndex| rest.node_indices().find(|&new| rest[new] == old).unwrap();
        let mut sizes: Vec<u32> = Vec::new();
        let mut left = component.clone();
        while let Some(&first) = left.first() {
            let before = left.len();
            left.retain(|&other| !has_path_connecting(&rest, at(first), at(other), None));
            sizes.push(u32::try_from(before - left.len()).unwrap());
        }
        let all = u32::try_from(component.len()).unwrap();
        (u32::try_from(sizes.len()).unwrap(), all - sizes.iter().max().unwrap_or(&0))
    }

    proptest! {
        #[test]
        fn rows_are_those_of_taking_each_agency_out(
            pairs in prop::collection::btree_set((0u32..12, 0u32..12), 0..22)
        ) {
            let pairs: Vec<(u32, u32)> = pairs.into_iter().filter(|(a, b)| a != b).collect();
            let found = network(&ties(&pairs), 12);
            let graph = UnGraph::<(), ()>::from_edges(&pairs);
            let mut points: Vec<usize> = articulation_points(&graph).into_iter().map(|n| n.index()).collect();
            points.sort_unstable();
            let mut agencies: Vec<usize> = found.articulation.iter().map(|row| row.agency.index()).collect();
            agencies.sort_unstable();
            prop_assert_eq!(agencies, points);
            for row in &found.articulation {
                prop_assert_eq!((row.pieces, row.cut_off), by_removal(&graph, NodeIndex::new(row.agency.index())));
            }
            prop_assert!(found.articulation.is_sorted_by_key(|row| (Reverse(row.cut_off), row.agency)));
            let alone = graph.node_count() - found.agencies;
            prop_assert!(connected_components(&graph) >= alone);
            let directed = DiGraph::<(), ()>::from_edges(&pairs);
            for (a, b) in (0..12).flat_map(|a| (0..12).map(move |b| (a, b))).filter(|(a, b)| a < b) {
                let reaches = |x: usize, y: usize| {
                    x.max(y) < directed.node_count()
                        && has_path_connecting(&directed, NodeIndex::new(x), NodeIndex::new(y), None)
                };
                let holds = |set: &Vec<AgencyIdx>, x: usize| set.iter().any(|agency| agency.index() == x);
                let together = found.mutual.iter().any(|set| holds(set, a) && holds(set, b));
                prop_assert_eq!(together, reaches(a, b) && reaches(b, a));
            }
        }
    }
}
