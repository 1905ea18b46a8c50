//! Scripts of edits: a few bytes each say where in which file what changes, so that inputs stay near the real thing.

/// Bytes of one edit: file, operation, place (2), argument (2).
const EDIT_BYTES: usize = 6;
/// More edits than these are passed over, so that one input does not take long.
const EDITS_MAX: usize = 12;

/// Applies `script` to `files`. A file that an edit removes is empty and stays in the list.
pub fn apply(files: &mut [Vec<u8>], script: &[u8]) {
    for edit in script.chunks_exact(EDIT_BYTES).take(EDITS_MAX) {
        let [file, operation, place_high, place_low, argument_high, argument_low] = *edit else { continue };
        let place = u16::from_be_bytes([place_high, place_low]);
        let argument = u16::from_be_bytes([argument_high, argument_low]);
        let count = files.len();
        let number = usize::from(file) % count;
        match operation % 12 {
            10 => files.swap(number, usize::from(argument) % count),
            11 => files[number] = files[usize::from(argument) % count].clone(),
            operation => within(&mut files[number], operation, place, argument),
        }
    }
}

fn within(bytes: &mut Vec<u8>, operation: u8, place: u16, argument: u16) {
    let at = scaled(place, bytes.len());
    let value = argument.to_be_bytes()[1];
    let length = usize::from(argument).min(bytes.len() - at);
    match operation {
        0 | 1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = if operation == 0 { *byte ^ value.max(1) } else { value };
            }
        }
        2 => bytes.insert(at, value),
        3 => drop(bytes.drain(at..at + length)),
        4 => bytes[at..at + length].fill(0),
        5 => bytes.truncate(at),
        6 => bytes.extend(vec![value; usize::from(place) % 300]),
        7 => {
            let piece = bytes[at..at + length].to_vec();
            bytes.splice(at..at, piece);
        }
        _ => lines(bytes, operation, place, argument),
    }
}

/// Repeats a line in another place, or exchanges two.
fn lines(bytes: &mut Vec<u8>, operation: u8, place: u16, argument: u16) {
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return;
    }
    let (one, other) = (usize::from(place) % lines.len(), usize::from(argument) % lines.len());
    match operation {
        8 => lines.swap(one, other),
        _ => {
            let line = lines[one].clone();
            lines.insert(other, line);
        }
    }
    *bytes = lines.concat();
}

/// A place in `0..=length`: the place itself in a short file, spread over the whole of a long one.
fn scaled(place: u16, length: usize) -> usize {
    if length <= usize::from(u16::MAX) {
        usize::from(place) % (length + 1)
    } else {
        length * usize::from(place) / usize::from(u16::MAX)
    }
}
