//! Reading a file from start to end on a thread of its own, so that the system holds it in memory.
//!
//! redb asks for the pages of a file one by one and in the order of keys. A disk answers that many times more slowly
//! than a reader who goes through the file, and while the pages are checked one after the other there is a processor
//! to spare.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use redb::StorageBackend;

/// Read at a time.
const PIECE_BYTES: usize = 1 << 20;
/// A smaller file is read as fast as it is asked for.
const FILE_BYTES_MIN: u64 = 16 << 20;

/// A file being read; dropping this ends it.
#[derive(Debug)]
pub(super) struct ReadAhead {
    is_over: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
}

impl ReadAhead {
    /// Begins to read `file`, which has `len` bytes. A failure to do so changes nothing but the speed.
    pub(super) fn start<B: StorageBackend>(file: &Arc<B>, len: u64) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        if len < FILE_BYTES_MIN {
            return Self { is_over, reader: None };
        }
        let (file, told) = (Arc::clone(file), Arc::clone(&is_over));
        let read = move || {
            let mut piece = vec![0; PIECE_BYTES];
            // What is left behind the last whole piece is not worth another.
            for number in 0..len / PIECE_BYTES as u64 {
                let at = number * PIECE_BYTES as u64;
                if told.load(Ordering::Acquire) || file.read(at, &mut piece).is_err() {
                    return;
                }
            }
        };
        let reader = std::thread::Builder::new().name("read-ahead".to_owned()).spawn(read).ok();
        Self { is_over, reader }
    }
}

impl Drop for ReadAhead {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        // The file and its lock are let go when this is over, not at some time after.
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap_or(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use super::*;

    /// Remembers what was read of it.
    #[derive(Debug, Default)]
    struct Recorder(Mutex<Vec<(u64, usize)>>);

    impl StorageBackend for Recorder {
        fn len(&self) -> io::Result<u64> {
            Ok(0)
        }

        fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
            self.0.lock().unwrap().push((offset, out.len()));
            Ok(())
        }

        fn set_len(&self, _: u64) -> io::Result<()> {
            Ok(())
        }

        fn sync_data(&self) -> io::Result<()> {
            Ok(())
        }

        fn write(&self, _: u64, _: &[u8]) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_large_file_is_read_once_from_start_to_end_and_let_go() {
        let file = Arc::new(Recorder::default());
        let mut reading = ReadAhead::start(&file, FILE_BYTES_MIN + 5);
        reading.reader.take().unwrap().join().unwrap();
        drop(reading);
        let expected: Vec<_> = (0..16).map(|number| (number << 20, PIECE_BYTES)).collect();
        assert_eq!(*file.0.lock().unwrap(), expected);
        drop(ReadAhead::start(&file, 1 << 40));
        assert_eq!(Arc::strong_count(&file), 1, "the file is let go with the reader");
        assert!(ReadAhead::start(&file, FILE_BYTES_MIN - 1).reader.is_none());
    }
}
