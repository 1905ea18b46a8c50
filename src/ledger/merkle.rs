//! The Merkle tree hash of RFC 9162 (Certificate Transparency 2.0), section 2.1.1, kept as an append-only frontier.
//!
//! A tree over `n` leaves is held as the roots of its perfect subtrees, one for each one bit of `n`, the largest
//! first. Adding a leaf and computing the root take at most 64 hashes each.

use sha2::{Digest, Sha256};

use crate::store::segment::record::put_hex;

/// A hash of 256 bits.
pub type Hash = [u8; 32];

/// `hash` in hexadecimal, lower case.
#[must_use]
pub fn hex(hash: &Hash) -> String {
    let mut digits = [0u8; 64];
    put_hex(&mut digits, hash);
    digits.iter().map(|&digit| char::from(digit)).collect()
}

/// The hash function of a ledger, named in every header and root so that another can be added beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestKind {
    /// SHA-256 (FIPS 180-4), written `sha256`.
    Sha256,
}

impl DigestKind {
    /// The tag's text.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
        }
    }

    /// The digest of that tag.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        (name == Self::Sha256.name()).then_some(Self::Sha256)
    }

    /// Hash of a leaf that holds `data`: `HASH(0x00 || data)`.
    #[must_use]
    pub fn leaf(self, data: &[u8]) -> Hash {
        match self {
            Self::Sha256 => Sha256::new().chain_update([0]).chain_update(data).finalize().into(),
        }
    }

    /// Hash of a node above two others: `HASH(0x01 || left || right)`.
    #[must_use]
    pub fn node(self, left: &Hash, right: &Hash) -> Hash {
        match self {
            Self::Sha256 => {
                let mut block = [1u8; 65];
                block[1..33].copy_from_slice(left);
                block[33..].copy_from_slice(right);
                Sha256::digest(block).into()
            }
        }
    }

    /// Root of the tree without leaves: `HASH()`.
    #[must_use]
    pub fn empty(self) -> Hash {
        match self {
            Self::Sha256 => Sha256::digest([]).into(),
        }
    }
}

/// The subtrees of a stretch of leaves, each as large as its place allows: made by one thread, joined by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    digest: DigestKind,
    end: u64,
    /// Height and root of each subtree, from left to right.
    nodes: Vec<(u32, Hash)>,
}

impl Stretch {
    /// A stretch without leaves that begins after `before` others.
    #[must_use]
    pub fn new(digest: DigestKind, before: u64) -> Self {
        Self { digest, end: before, nodes: Vec::new() }
    }

    /// Adds a leaf's hash on the right.
    pub fn push(&mut self, leaf: Hash) {
        let (mut height, mut hash) = (0, leaf);
        // A subtree that is a right child joins its left sibling when that lies in this stretch.
        while (self.end >> height) & 1 == 1
            && let Some((_, left)) = self.nodes.pop_if(|(h, _)| *h == height)
        {
            hash = self.digest.node(&left, &hash);
            height += 1;
        }
        self.nodes.push((height, hash));
        self.end += 1;
    }
}

/// An append-only Merkle tree: what must be known of `size` leaves to add more and to compute the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    digest: DigestKind,
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub fn new(digest: DigestKind) -> Self {
        Self { digest, size: 0, peaks: Vec::new() }
    }

    /// The tree of `size` leaves whose perfect subtrees have the roots `peaks`, the largest first; none when there are
    /// not as many as `size` asks for.
    #[must_use]
    pub fn from_parts(digest: DigestKind, size: u64, peaks: Vec<Hash>) -> Option<Self> {
        let fits = usize::try_from(size.count_ones()).is_ok_and(|ones| ones == peaks.len());
        fits.then_some(Self { digest, size, peaks })
    }

    /// Roots of the perfect subtrees, the largest first.
    #[must_use]
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The tree's hash function.
    #[must_use]
    pub fn digest(&self) -> DigestKind {
        self.digest
    }

    /// Adds a leaf's hash.
    pub fn push(&mut self, leaf: Hash) {
        self.push_subtree(0, leaf);
    }

    /// Adds a stretch of leaves that begins where the tree ends.
    pub fn append(&mut self, stretch: &Stretch) {
        for (height, hash) in &stretch.nodes {
            self.push_subtree(*height, *hash);
        }
        assert!(self.size == stretch.end, "a stretch was joined to a tree that ends elsewhere");
    }

    fn push_subtree(&mut self, height: u32, root: Hash) {
        let mut hash = root;
        let mut places = self.size >> height;
        while places & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            hash = self.digest.node(&left, &hash);
            places >>= 1;
        }
        self.peaks.push(hash);
        self.size += 1 << height;
    }

    /// The tree's root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return self.digest.empty();
        };
        peaks.fold(*last, |right, left| self.digest.node(left, &right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::segment::record::parse_hex;
    use proptest::prelude::*;

    const D: DigestKind = DigestKind::Sha256;

    fn hash(hex: &str) -> Hash {
        parse_hex(hex.as_bytes()).unwrap()
    }

    /// Inputs and roots published with the Certificate Transparency reference code (`merkle_tree_test`).
    #[test]
    fn published_vectors() {
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Frontier::new(D);
        assert_eq!(tree.root(), hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        for (input, root) in inputs.iter().zip(roots) {
            tree.push(D.leaf(input));
            assert_eq!(tree.root(), hash(root), "after {} leaves", tree.size());
        }
    }

    #[test]
    fn a_frontier_must_fit_its_size() {
        assert_eq!(Frontier::from_parts(D, 5, vec![[0; 32]]), None);
        assert!(Frontier::from_parts(D, 5, vec![[0; 32], [1; 32]]).is_some());
    }

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|n| D.leaf(&n.to_be_bytes())).collect()
    }

    proptest! {
        #[test]
        fn roots_equal_those_of_ct_merkle(items in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..70)) {
            let mut theirs = ct_merkle::mem_backed_tree::MemoryBackedTree::<Sha256, Vec<u8>>::new();
            let mut ours = Frontier::new(D);
            for item in &items {
                ours.push(D.leaf(item));
                theirs.push(item.clone());
                let root = theirs.root();
                prop_assert_eq!(&ours.root()[..], root.as_bytes().as_slice());
            }
        }

        #[test]
        fn stretches_join_to_the_same_tree(before in 0usize..300, lengths in prop::collection::vec(0usize..70, 0..6)) {
            let all = leaves(before + lengths.iter().sum::<usize>());
            let mut whole = Frontier::new(D);
            all.iter().for_each(|leaf| whole.push(*leaf));
            let mut joined = Frontier::new(D);
            let mut rest = all.iter();
            rest.by_ref().take(before).for_each(|leaf| joined.push(*leaf));
            for length in lengths {
                let mut stretch = Stretch::new(D, joined.size());
                rest.by_ref().take(length).for_each(|leaf| stretch.push(*leaf));
                joined.append(&stretch);
            }
            prop_assert_eq!(&joined, &whole);
            let copy = Frontier::from_parts(D, joined.size(), joined.peaks().to_vec());
            prop_assert_eq!(copy, Some(whole));
        }
    }
}
