//! What a program of Go tells of itself where it serves `net/http/pprof`.

use std::io::Read as _;

use landfall_facts::{Fact, Gauge, Origin, Why};

/// Nobody waits longer for an answer.
const PATIENCE: u64 = 5;
/// A longer one is none of the two that are asked for.
const LONGEST: u64 = 16 << 20;
/// Where `net/http/pprof` puts itself.
const USUAL: &str = "/debug/pprof";

/// Where a program serves its profiles.
#[derive(Debug, Clone)]
pub struct Profiles {
    base: String,
}

impl Profiles {
    /// By an address as in `127.0.0.1:6060` or `http://app:6060/debug/pprof`; an error says what it ought to
    /// be.
    pub fn at(address: &str) -> Result<Self, String> {
        let rest = address.strip_prefix("http://").unwrap_or(address).trim_end_matches('/');
        if rest.is_empty() || rest.contains("://") || rest.contains(char::is_whitespace) {
            return Err("write host:port, or http://host:port/debug/pprof".to_owned());
        }
        let base = match rest.contains('/') {
            true => format!("http://{rest}"),
            false => format!("http://{rest}{USUAL}"),
        };
        Ok(Self { base })
    }

    /// The heap and the goroutines.
    pub(super) fn gauges(&self) -> Vec<Gauge> {
        let heap = self.text("heap?debug=1");
        let number = |key: &str| {
            let text = heap.as_ref().map_err(Clone::clone)?;
            let found = text.lines().find_map(|line| line.strip_prefix(key)?.trim().parse().ok());
            found.ok_or_else(|| Why::new(format!("the profile of the heap has no {key:?}")))
        };
        let next = number("# NextGC =").ok();
        let goroutines = self.text("goroutine?debug=1").and_then(|text| {
            let first = text.lines().next().unwrap_or_default();
            let number = first.rsplit(' ').next().and_then(|number| number.parse::<u64>().ok());
            number.ok_or_else(|| Why::new("the profile of goroutines says no number"))
        });
        let gauge = |name: &str, is_in_bytes, has: Result<u64, Why>, note| Gauge {
            name: name.to_owned(),
            is_in_bytes,
            has: match has {
                Ok(number) => Fact::Known(number, Origin::Nature(self.base.clone())),
                Err(why) => Fact::Unknown(why),
            },
            may: Vec::new(),
            note,
        };
        let note = next.map(|next: u64| format!("collected at {} MiB", next >> 20));
        vec![
            gauge("heap of Go", true, number("# HeapAlloc ="), note),
            gauge("goroutines", false, goroutines, None),
        ]
    }

    fn text(&self, profile: &str) -> Result<String, Why> {
        let url = format!("{}/{profile}", self.base);
        let cannot =
            |error: &dyn std::fmt::Display| Why::new(format!("could not read {profile}: {error}"));
        let answer = minreq::get(url).with_timeout(PATIENCE).send_lazy();
        let answer = answer.map_err(|error| cannot(&error))?;
        if answer.status_code != 200 {
            return Err(cannot(&format!("the answer is {}", answer.status_code)));
        }
        let mut bytes = Vec::new();
        answer.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
        if bytes.len() as u64 > LONGEST {
            return Err(cannot(&"it is longer than 16 MiB"));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_short() {
        let base = |address| Profiles::at(address).map(|profiles| profiles.base);
        assert_eq!(base("127.0.0.1:6060").unwrap(), "http://127.0.0.1:6060/debug/pprof");
        assert_eq!(base("http://app:80/x/pprof/").unwrap(), "http://app:80/x/pprof");
        for bad in ["", "https://app", "unix:///x", "a b"] {
            assert!(base(bad).is_err(), "{bad}");
        }
    }
}
