//! Where a long text goes bit by bit: a file that is there as a whole or not at all, or standard output.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;

use anstream::adapter::strip_str;

use crate::output::{Output, could_not_work};
use crate::written::Whole;

pub(crate) struct Sink {
    way: Way,
    has_colours: bool,
}

enum Way {
    Printed(BufWriter<StdoutLock<'static>>),
    Written(BufWriter<Whole>),
    /// The reader has gone away, as `head` does: there is nobody to write for.
    Gone,
}

impl Sink {
    /// A file; standard output for `-`, or without one.
    pub(crate) fn new(file: Option<&Path>, output: &Output) -> Result<Self, String> {
        Ok(match file.filter(|file| *file != Path::new("-")) {
            Some(file) => {
                let way = Way::Written(BufWriter::new(Whole::create(file)?));
                Self { way, has_colours: false }
            }
            None => {
                let way = Way::Printed(BufWriter::new(io::stdout().lock()));
                Self { way, has_colours: output.has_colours() }
            }
        })
    }

    /// Writes a text, without its colours where they do not belong.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        match self.has_colours {
            true => self.write_all(text.as_bytes()),
            false => self.write_all(strip_str(text).to_string().as_bytes()),
        }
    }

    /// Gives the exit code: `code`, or 3 if it could not be written as a whole, as `done` tells.
    pub(crate) fn finish(mut self, done: io::Result<()>, code: i32) -> i32 {
        if let Err(error) = done.and_then(|()| self.flush()) {
            return could_not_work(&format!("could not write the report: {error}"));
        }
        match self.way {
            Way::Printed(_) | Way::Gone => code,
            Way::Written(file) => match file.into_inner().map_err(|error| error.to_string()) {
                Ok(whole) => whole.keep().map_or_else(|error| could_not_work(&error), |()| code),
                Err(error) => could_not_work(&format!("could not write the report: {error}")),
            },
        }
    }

    fn or_gone<T: Default>(&mut self, done: io::Result<T>) -> io::Result<T> {
        match done {
            Err(error)
                if error.kind() == io::ErrorKind::BrokenPipe
                    && matches!(self.way, Way::Printed(_)) =>
            {
                // What is still held is for nobody.
                if let Way::Printed(held) = std::mem::replace(&mut self.way, Way::Gone) {
                    let _ = held.into_parts();
                }
                Ok(T::default())
            }
            done => done,
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = match &mut self.way {
            Way::Printed(out) => out.write_all(bytes),
            Way::Written(out) => out.write_all(bytes),
            Way::Gone => Ok(()),
        };
        self.or_gone(done).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = match &mut self.way {
            Way::Printed(out) => out.flush(),
            Way::Written(out) => out.flush(),
            Way::Gone => Ok(()),
        };
        self.or_gone(done)
    }
}
