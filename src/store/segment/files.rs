//! Segment files: their names, and reading one whole.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::disk::{DiskError, at};
use super::record::{self, Frame, Kind, Next};

/// The path of segment `number` (from 1) in `dir`.
#[must_use]
pub fn path(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("{number:06}.log"))
}

/// Numbers of the segments in `dir`, ascending; files of other names are passed over.
///
/// # Errors
/// When the directory cannot be read.
pub fn list(dir: &Path) -> Result<Vec<u32>, DiskError> {
    let mut numbers = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(at("read directory", dir))? {
        let name = entry.map_err(at("read directory", dir))?.file_name();
        let number = name.to_str().and_then(|n| n.strip_suffix(".log")).and_then(|n| n.parse::<u32>().ok());
        numbers.extend(number.filter(|&n| path(Path::new(""), n).as_os_str() == name));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Why the whole records of a segment end where they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The file ends there.
    End,
    /// The rest was being written when the writer was stopped.
    Torn,
    /// The record there has changed since it was written.
    Damaged,
}

/// A segment in memory.
#[derive(Debug)]
pub struct Segment {
    /// Its number, from 1.
    pub number: u32,
    /// Its file.
    pub path: PathBuf,
    /// The whole file.
    pub bytes: Vec<u8>,
    /// Its whole records in order, up to the first that is not.
    pub frames: Vec<Frame>,
    /// Why they end there.
    pub stop: Stop,
}

impl Segment {
    /// Reads segment `number` of `dir` and checks the checksum of every record.
    ///
    /// # Errors
    /// When the file cannot be read. A damaged one is no error here: see [`Segment::stop`].
    pub fn load(dir: &Path, number: u32) -> Result<Self, DiskError> {
        let path = path(dir, number);
        let bytes = std::fs::read(&path).map_err(at("read", &path))?;
        let (frames, stop) = scan(&bytes);
        Ok(Self { number, path, bytes, frames, stop })
    }

    /// JSON of the segment's header, when its first record is one.
    #[must_use]
    pub fn header(&self) -> Option<&[u8]> {
        self.frames.first().filter(|f| f.kind == Kind::Header).map(|f| f.json(&self.bytes))
    }

    /// Index in `frames` of the last commit record.
    #[must_use]
    pub fn last_commit(&self) -> Option<usize> {
        self.frames.iter().rposition(|f| f.kind == Kind::Commit)
    }

    /// How many of the first `frames` records are entries.
    #[must_use]
    pub fn entries(&self, frames: usize) -> u64 {
        self.frames.iter().take(frames).map(|f| u64::from(f.kind == Kind::Entry)).sum()
    }
}

/// The whole records of a segment whose content is `bytes`, and why they end where they do.
#[must_use]
pub fn scan(bytes: &[u8]) -> (Vec<Frame>, Stop) {
    // Entries of cases and handoffs take 300 to 400 bytes with their prefix.
    let (mut frames, mut at) = (Vec::with_capacity(bytes.len() / 300), 0);
    loop {
        match record::next(bytes, at) {
            Next::Whole(frame) => {
                at = frame.end;
                frames.push(frame);
            }
            Next::End => return (frames, Stop::End),
            Next::Damaged => return (frames, Stop::Damaged),
            // A batch is synced before its commit record is written, so what precedes a commit was written whole.
            Next::Torn if commit_follows(bytes, at) => return (frames, Stop::Damaged),
            Next::Torn => return (frames, Stop::Torn),
        }
    }
}

fn commit_follows(bytes: &[u8], at: usize) -> bool {
    let newlines = memchr::memchr_iter(b'\n', bytes.get(at..).unwrap_or(&[]));
    let mut lines = newlines.map(|newline| record::next(bytes, at + newline + 1));
    lines.any(|next| matches!(next, Next::Whole(Frame { kind: Kind::Commit, .. })))
}

/// The bytes `from..from + length` of a file, fewer when it ends before.
///
/// # Errors
/// When the file cannot be read.
pub fn read_part(path: &Path, from: u64, length: usize) -> Result<Vec<u8>, DiskError> {
    read_part_io(path, from, length).map_err(at("read", path))
}

fn read_part_io(path: &Path, from: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    io::Seek::seek(&mut file, io::SeekFrom::Start(from))?;
    let mut bytes = Vec::with_capacity(length);
    file.take(u64::try_from(length).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Length of a file in bytes.
///
/// # Errors
/// When the file cannot be asked.
pub fn length(path: &Path) -> Result<u64, DiskError> {
    std::fs::metadata(path).map(|m| m.len()).map_err(at("read", path))
}
