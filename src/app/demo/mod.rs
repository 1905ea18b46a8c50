//! The demonstration world: made by a seed, with known faults planted in it, and the comparison of what a sweep
//! found with what was planted.
//!
//! The world is shaped after Linjiang's way of working: discipline inspection, the political-legal commission, the
//! organization department and the petition office press together on units that are slow. Every name in it is made
//! up. What is planted is certain for every seed, because it is dealt from decks and not left to luck: see
//! [`waits`] for pairs and units, [`staff`] for villages, mediators and vacancies, [`routes`] for bounces and rounds,
//! [`plants`] for what is planted when the cases have been lived. Who acts for each agency stands in [`posts`].

pub mod compare;
pub mod draw;
pub mod lives;
pub mod places;
pub mod planted;
pub mod plants;
pub mod posts;
pub mod routes;
pub mod rows;
pub mod staff;
pub mod traces;
pub mod waits;
pub mod workload;
pub mod world;
pub mod write;
