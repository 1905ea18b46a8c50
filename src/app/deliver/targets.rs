//! Where other programs may be told: hosts of a list, at addresses that are nobody's inner network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::http::Uri;

/// The hosts that webhooks may name, and whether addresses of inner networks are among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    hosts: Vec<Host>,
    is_private_allowed: bool,
}

/// A host of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Host {
    /// Its name, or behind `*.` what it lies below.
    name: String,
    /// The port that is meant; the usual ones when none is named.
    port: Option<u16>,
}

impl Host {
    fn parse(text: &str) -> Self {
        let named = text.rsplit_once(':').and_then(|(name, port)| Some((name, port.trim().parse().ok()?)));
        match named {
            Some((name, port)) => Self { name: plain(name), port: Some(port) },
            None => Self { name: plain(text), port: None },
        }
    }

    fn is(&self, host: &str) -> bool {
        match self.name.strip_prefix("*.") {
            Some(above) => host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.')),
            None => self.name == host,
        }
    }

    fn has(&self, port: u16) -> bool {
        self.port.map_or(USUAL_PORTS.contains(&port), |named| named == port)
    }
}

/// The ports that a host of the list may be told at when it names none.
const USUAL_PORTS: [u16; 2] = [443, 80];

/// Why a target is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no address of the web, or has more in it than that: a user, a fragment.
    #[error("is no URL that can be told")]
    Form,
    /// It is not https.
    #[error("must be https")]
    Scheme,
    /// The host is not on the list.
    #[error("the host is not on the list of hosts")]
    Host,
    /// The host is on the list, and not with this port.
    #[error("the port is not on the list of hosts")]
    Port,
    /// It lies in an inner network.
    #[error("the host lies in an inner network")]
    Address,
}

impl Refused {
    /// Name in the catalogue of words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Scheme => "scheme",
            Self::Host => "host",
            Self::Port => "port",
            Self::Address => "address",
        }
    }
}

impl Targets {
    /// `hosts`: names, each alone or with what lies below it (`*.example.org`), at the usual ports or at one that is named
    /// (`hooks.example.org:8443`).
    #[must_use]
    pub fn new(hosts: Vec<String>, is_private_allowed: bool) -> Self {
        let hosts = hosts.iter().map(|host| Host::parse(host)).collect();
        Self { hosts, is_private_allowed }
    }

    /// `url`, if it may be told as far as its text says.
    ///
    /// # Errors
    /// [`Refused`] says why not.
    pub fn check(&self, url: &str) -> Result<Uri, Refused> {
        let uri: Uri = url.parse().map_err(|_| Refused::Form)?;
        let authority = uri.authority().ok_or(Refused::Form)?;
        if authority.as_str().contains('@') || url.contains('#') || url.bytes().any(|c| c <= b' ') {
            return Err(Refused::Form);
        }
        match uri.scheme_str() {
            Some("https") => {}
            // In the clear only where it stays within the house.
            Some("http") if self.is_private_allowed => {}
            Some(_) | None => return Err(Refused::Scheme),
        }
        let host = plain(authority.host());
        if host.is_empty() || !self.hosts.iter().any(|listed| listed.is(&host)) {
            return Err(Refused::Host);
        }
        let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let port = authority.port_u16().unwrap_or(usual);
        if !self.hosts.iter().any(|listed| listed.is(&host) && listed.has(port)) {
            return Err(Refused::Port);
        }
        match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(ip) if !self.admits(ip, uri.scheme_str() == Some("https")) => Err(Refused::Address),
            Ok(_) | Err(_) => Ok(uri),
        }
    }

    /// Whether what a host was resolved to may be connected to.
    #[must_use]
    pub fn admits(&self, ip: IpAddr, is_https: bool) -> bool {
        let reach = reach(ip);
        match reach {
            Reach::World => is_https,
            Reach::Inner => self.is_private_allowed,
            Reach::Nowhere => false,
        }
    }
}

/// A host as it is compared: without case and the dot of the root.
fn plain(host: &str) -> String {
    host.trim().trim_end_matches('.').to_ascii_lowercase()
}

/// How far an address reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The world.
    World,
    /// This machine or an inner network.
    Inner,
    /// No single machine: groups, examples, what is reserved.
    Nowhere,
}

fn reach(ip: IpAddr) -> Reach {
    match ip {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => reach_v6(ip),
    }
}

/// By the registry of special addresses (RFC 6890).
fn reach_v4(ip: Ipv4Addr) -> Reach {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        (127 | 10, ..) | (172, 16..=31, _) | (192, 168, _) | (169, 254, _) | (100, 64..=127, _) => {
            Reach::Inner
        }
        (0 | 224..=255, ..)
        | (192, 0, 0 | 2)
        | (192, 88, 99)
        | (198, 18 | 19, _)
        | (198, 51, 100)
        | (203, 0, 113) => Reach::Nowhere,
        _ => Reach::World,
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    if let Some(v4) = ip.to_ipv4_mapped() {
        return reach_v4(v4);
    }
    let [a, b, ..] = ip.segments();
    match (a, b) {
        _ if ip.is_loopback() => Reach::Inner,
        (0xfc00..=0xfdff | 0xfe80..=0xfebf, _) => Reach::Inner,
        // Ways round by an IPv4 address (2002::/16, 2001::/23), examples; the world's own are all below 2000::/3.
        (0x2002, _) | (0x2001, 0..=0x01ff | 0x0db8) | (0x3fff, 0..=0x0fff) => Reach::Nowhere,
        (0x2000..=0x3fff, _) => Reach::World,
        _ => Reach::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_world_are_told_unless_inner_ones_may_be() {
        let (strict, open) = (Targets::new(Vec::new(), false), Targets::new(Vec::new(), true));
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        for inner in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
        ] {
            assert!(!strict.admits(ip(inner), true), "{inner}");
            assert!(open.admits(ip(inner), false), "{inner}");
        }
        for nowhere in [
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "203.0.113.9",
            "::",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "::7f00:1",
            "fec0::1",
            "::ffff:0.0.0.0",
        ] {
            assert!(!strict.admits(ip(nowhere), true) && !open.admits(ip(nowhere), true), "{nowhere}");
        }
        for world in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(strict.admits(ip(world), true), "{world}");
            assert!(!open.admits(ip(world), false), "in the clear only within the house: {world}");
        }
    }

    #[test]
    fn a_url_is_checked_against_the_list() {
        let hosts =
            ["hooks.example.org", "hooks.example.org:8443", "*.gov.example", "127.0.0.1", "127.0.0.1:9"]
                .map(str::to_owned)
                .to_vec();
        let (strict, open) = (Targets::new(hosts.clone(), false), Targets::new(hosts, true));
        assert!(strict.check("https://hooks.example.org/a?b=c").is_ok());
        assert!(strict.check("https://HOOKS.example.org.:8443/").is_ok());
        assert!(strict.check("https://a.gov.example/").is_ok());
        for (url, refused) in [
            ("https://gov.example/", Refused::Host),
            ("https://evilgov.example/", Refused::Host),
            ("https://hooks.example.org.evil.example/", Refused::Host),
            ("https://hooks.example.org@evil.example/", Refused::Form),
            ("https://hooks.example.org/#a", Refused::Form),
            ("http://hooks.example.org/", Refused::Scheme),
            ("https://hooks.example.org:22/", Refused::Port),
            ("https://a.gov.example:8443/", Refused::Port),
            ("ftp://hooks.example.org/", Refused::Scheme),
            ("/relative", Refused::Form),
            ("", Refused::Form),
            ("https://127.0.0.1/", Refused::Address),
            ("https://[::1]/", Refused::Host),
        ] {
            assert_eq!(strict.check(url).unwrap_err(), refused, "{url}");
        }
        assert!(open.check("http://127.0.0.1:9/hook").is_ok());
    }
}
