//! Bodies that are files: written to a folder as they arrive, within the limit, and taken apart there.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use super::body::media_type;
use super::problem::{Code, Problem};
use crate::app::clock::Stopwatch;
use crate::app::error::AppError;
use crate::app::service::scratch::Scratch;
use crate::limits::{
    ARRIVAL_MS_MAX, UPLOAD_BYTES_MAX, UPLOAD_BYTES_PER_S_MIN, UPLOAD_FILES_MAX, UPLOAD_MS_MAX,
};
use crate::words::Words;

/// Room for what stands around the files of a body.
const AROUND_BYTES_MAX: u64 = 1 << 20;
/// Bytes that are held before they are written.
const HELD_BYTES: usize = 1 << 20;
/// Longest line of a part's head in bytes.
const HEAD_BYTES_MAX: usize = 8 << 10;
/// Bytes that are looked at in one go.
const PIECE_BYTES: u64 = 64 << 10;

/// What a body is, by its media type.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// One file.
    File,
    /// Files with this between them (RFC 2046, 5.1.1).
    Parts(String),
}

/// A body that has arrived.
#[derive(Debug)]
pub struct Arrived {
    /// The folder that it lies in; it goes with this.
    scratch: Scratch,
    form: Form,
    /// SHA-256 of the whole body.
    pub digest: [u8; 32],
}

/// A file of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What its sender calls it.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// How fast a body has to arrive.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// Longest silence, and the time after which the rate counts.
    silence: Duration,
    /// Longest time for the whole.
    whole: Duration,
    /// Bytes in each second, on the whole.
    bytes_per_s: u64,
}

const PACE: Pace = Pace {
    silence: Duration::from_millis(ARRIVAL_MS_MAX),
    whole: Duration::from_millis(UPLOAD_MS_MAX),
    bytes_per_s: UPLOAD_BYTES_PER_S_MIN,
};

impl Pace {
    /// Whether `bytes` within `elapsed` are too few.
    fn is_missed(self, bytes: u64, elapsed: Duration) -> bool {
        self.whole <= elapsed
            || (self.silence < elapsed && bytes < self.bytes_per_s.saturating_mul(elapsed.as_secs()))
    }
}

/// A body on its way to the disk. Threads of their own write it, so that no answer waits for the disk.
struct Arriving {
    file: File,
    hash: Sha256,
    held: Vec<u8>,
}

impl Arriving {
    /// Writes what is held.
    async fn write(mut self) -> std::io::Result<Self> {
        let written = web::block(move || {
            self.hash.update(&self.held);
            self.file.write_all(&self.held)?;
            self.held.clear();
            Ok(self)
        });
        written.await.map_err(std::io::Error::other)?
    }
}

/// Writes the body of `request` into `scratch` as it arrives.
///
/// # Errors
/// A problem when it is of no media type that is read here, too large, too slow, or cannot be written.
pub async fn arrive(
    request: &HttpRequest,
    mut payload: Payload,
    scratch: Scratch,
    words: &Words,
) -> Result<Arrived, Problem> {
    let form = form(request).ok_or_else(|| media_type(TYPES, words))?;
    let failed = |error: std::io::Error| {
        tracing::error!(%error, "an upload could not be written");
        Problem::new(Code::Internal, words)
    };
    let too_slow = || Problem::new(Code::TooSlow, words);
    let file = File::create(scratch.path().join(BODY)).map_err(failed)?;
    let mut arriving = Arriving { file, hash: Sha256::new(), held: Vec::new() };
    let (mut bytes, watch) = (0_u64, Stopwatch::start());
    loop {
        // Who sends slowly holds no thread, and no place for ever.
        let chunk = tokio::time::timeout(PACE.silence, payload.next()).await.map_err(|_| too_slow())?;
        let Some(chunk) = chunk else { break };
        let chunk = chunk.map_err(|_| Problem::new(Code::MalformedRequest, words))?;
        bytes = bytes.saturating_add(chunk.len() as u64);
        if UPLOAD_BYTES_MAX + AROUND_BYTES_MAX < bytes {
            return Err(Problem::new(Code::TooLarge, words).with("limit_bytes", UPLOAD_BYTES_MAX.into()));
        }
        if PACE.is_missed(bytes, watch.elapsed()) {
            return Err(too_slow());
        }
        arriving.held.extend_from_slice(&chunk);
        if HELD_BYTES <= arriving.held.len() {
            arriving = arriving.write().await.map_err(failed)?;
        }
    }
    let arrived = arriving.write().await.map_err(failed)?;
    Ok(Arrived { scratch, form, digest: arrived.hash.finalize().into() })
}

/// The media type of several files.
const MULTIPART: &str = "multipart/form-data";
/// The media types that are read.
const TYPES: &[&str] = &[
    "text/csv",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    MULTIPART,
];
/// The whole body in its folder.
const BODY: &str = "body";

fn form(request: &HttpRequest) -> Option<Form> {
    let given = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let (essence, parameters) = given.split_once(';').unwrap_or((given, ""));
    match essence.trim().to_ascii_lowercase().as_str() {
        MULTIPART => boundary(parameters).map(Form::Parts),
        file => TYPES.contains(&file).then_some(Form::File),
    }
}

fn boundary(parameters: &str) -> Option<String> {
    let value = parameters.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    let value = value.trim().trim_matches('"');
    (1..=70).contains(&value.len()).then(|| value.to_owned())
}

impl Arrived {
    /// The files of the body, the only one called `name` when the body is one.
    ///
    /// # Errors
    /// `None` when it is not of the form that its media type says, or has too many files; else when it cannot be read.
    pub fn parts(&self, name: &str) -> Result<Option<Vec<Part>>, AppError> {
        let path = self.scratch.path().join(BODY);
        let Form::Parts(boundary) = &self.form else {
            return Ok(Some(vec![Part { name: name.to_owned(), path }]));
        };
        let failed = AppError::io(Path::new("upload"), "reading");
        split(&path, boundary, self.scratch.path()).map_err(failed)
    }
}

/// Takes the body at `path` apart into files in `folder`.
fn split(path: &Path, boundary: &str, folder: &Path) -> std::io::Result<Option<Vec<Part>>> {
    let mut body = BufReader::new(File::open(path)?);
    let (open, close) = (format!("--{boundary}"), format!("--{boundary}--"));
    let mut parts = Vec::new();
    let Some(first) = line(&mut body)? else { return Ok(None) };
    if first.trim_end() != open {
        return Ok(None);
    }
    loop {
        let Some(head) = head(&mut body)? else { return Ok(None) };
        if UPLOAD_FILES_MAX <= parts.len() {
            return Ok(None);
        }
        let path = folder.join(format!("part-{}", parts.len()));
        let Some(end) = copy(&mut body, &open, &path)? else { return Ok(None) };
        // A field of a form that is no file is not asked for here.
        match head.name {
            Some(name) => parts.push(Part { name, path }),
            None => return Ok(None),
        }
        if end.trim_end() == close {
            return Ok(Some(parts));
        }
        if end.trim_end() != open {
            return Ok(None);
        }
    }
}

/// The head of a part: what its file is called.
struct Head {
    name: Option<String>,
}

fn head(body: &mut impl BufRead) -> std::io::Result<Option<Head>> {
    let mut name = None;
    for _ in 0..16 {
        let Some(line) = line(body)? else { return Ok(None) };
        let line = line.trim_end();
        if line.is_empty() {
            return Ok(Some(Head { name }));
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        if field.eq_ignore_ascii_case("content-disposition") {
            name = filename(value);
        }
    }
    Ok(None)
}

/// The name of a file in a `Content-Disposition` (RFC 7578, 4.2).
fn filename(value: &str) -> Option<String> {
    let (_, rest) = value.split_once("filename=")?;
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or(""),
        None => rest.split(';').next().unwrap_or("").trim(),
    };
    (!name.is_empty()).then(|| name.to_owned())
}

/// A line of a head; none at the end, when it is too long, or no text.
fn line(body: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    body.by_ref().take(HEAD_BYTES_MAX as u64).read_until(b'\n', &mut line)?;
    Ok(String::from_utf8(line).ok().filter(|line| line.ends_with('\n')))
}

/// Copies what comes before the next line that begins with `boundary` to `to`; returns that line, or none when there is
/// no such line.
fn copy(body: &mut impl BufRead, boundary: &str, to: &Path) -> std::io::Result<Option<String>> {
    let mut file = BufWriter::new(File::create(to)?);
    // The line break before a boundary belongs to the boundary.
    let (mut held, mut begins_line): (&[u8], bool) = (b"", true);
    let mut piece = Vec::new();
    loop {
        piece.clear();
        if body.by_ref().take(PIECE_BYTES).read_until(b'\n', &mut piece)? == 0 {
            return Ok(None);
        }
        if begins_line && piece.starts_with(boundary.as_bytes()) {
            file.flush()?;
            return Ok(Some(String::from_utf8_lossy(&piece).into_owned()));
        }
        file.write_all(held)?;
        let (text, end): (&[u8], &[u8]) = match piece.as_slice() {
            [text @ .., b'\r', b'\n'] => (text, b"\r\n"),
            [text @ .., b'\n'] => (text, b"\n"),
            // The break may be cut in two.
            [text @ .., b'\r'] => (text, b"\r"),
            text => (text, b""),
        };
        file.write_all(text)?;
        begins_line = end.ends_with(b"\n") || (end.is_empty() && text.is_empty());
        held = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts_of(body: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(BODY);
        std::fs::write(&path, body).unwrap();
        let parts = split(&path, "xyz", dir.path()).unwrap()?;
        Some(parts.into_iter().map(|part| (part.name, std::fs::read(part.path).unwrap())).collect())
    }

    fn body_of(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, bytes) in files {
            let head = format!(
                "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xyz--\r\n");
        body
    }

    proptest! {
        #[test]
        fn files_come_out_as_they_went_in(
            files in prop::collection::vec(prop::collection::vec(prop::sample::select(b"a\r\n-x".to_vec()), 0..40), 1..4)
        ) {
            let files: Vec<(&str, Vec<u8>)> = files.into_iter().map(|file| ("cases.csv", file)).collect();
            let expected = files.iter().map(|(name, file)| ((*name).to_owned(), file.clone())).collect();
            prop_assert_eq!(parts_of(&body_of(&files)), Some(expected));
        }

        #[test]
        fn no_body_is_the_end_of_it(body in prop::collection::vec(any::<u8>(), 0..200), at in 0usize..200) {
            parts_of(&body);
            let mut good = body_of(&[("a", b"b".to_vec())]);
            good.truncate(at.min(good.len() - 3));
            prop_assert_eq!(parts_of(&good), None);
        }
    }

    #[test]
    fn whoever_sends_byte_by_byte_is_too_slow_and_a_plain_line_is_not() {
        let after = |s: u64, bytes: u64| PACE.is_missed(bytes, Duration::from_secs(s));
        assert!(!after(5, 10) && !after(60, 10));
        assert!(after(61, 61 * UPLOAD_BYTES_PER_S_MIN - 1));
        assert!(!after(61, 61 * UPLOAD_BYTES_PER_S_MIN));
        assert!(after(UPLOAD_MS_MAX / 1_000, u64::MAX));
    }

    #[test]
    fn a_break_that_is_cut_in_two_is_still_one() {
        let mut file = vec![b'a'; usize::try_from(PIECE_BYTES).unwrap() - 1];
        file.extend_from_slice(b"\r\n--xy\r\nb");
        assert_eq!(parts_of(&body_of(&[("a", file.clone())])).unwrap()[0].1, file);
    }
}
