//! The settings of the service, and where each comes from: a flag, the environment, the file, or the program.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::app::deliver::targets::Targets;
use crate::app::error::AppError;
use crate::app::settings_fault::{SettingsFault, ValueFault};
use crate::cli::serve_args::{LogFormat, OfferArgs};
use crate::limits::ANSWER_MS_MAX;

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flag,
    /// A variable of the environment.
    Environment(String),
    /// The file of settings.
    File(PathBuf),
    /// The program.
    Default,
}

/// One setting as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name, in the file and (in capitals, behind `DUBAN_SERVE_`) in the environment.
    pub name: &'static str,
    /// Its value; none when it is not set.
    pub value: Option<String>,
    /// Where that comes from.
    pub origin: Origin,
}

/// All settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// One by one, for showing.
    pub settings: Vec<Setting>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Certificate chain and key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Whether something in front of it does TLS.
    pub is_behind_proxy: bool,
    /// Threads that answer.
    pub workers: usize,
    /// Longest time of an answer in milliseconds.
    pub answer_ms_max: u64,
    /// The master key's file, when not where the directory says.
    pub master_key: Option<PathBuf>,
    /// Where webhooks may lead.
    pub targets: Targets,
}

/// The file of settings in a data directory.
pub const FILE: &str = "serve.toml";

const NAMES: [&str; 10] = [
    "listen",
    "tls_certificate",
    "tls_key",
    "behind_proxy",
    "workers",
    "answer_ms",
    "log_format",
    "master_key",
    "webhook_hosts",
    "webhook_private",
];

/// The settings for the directory `dir`, of the command line `args`, the variables that `environment` finds, and a file.
///
/// # Errors
/// [`AppError::Settings`] names the setting at fault and where it comes from.
pub fn resolve(
    dir: &Path,
    args: &OfferArgs,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Config, AppError> {
    let path = args.config.clone().unwrap_or_else(|| dir.join(FILE));
    let file = read(&path, args.config.is_some())?;
    let settings: Vec<Setting> =
        NAMES.iter().map(|name| setting(name, args, &environment, &file, &path)).collect();
    let value = |name: &str| settings.iter().find(|s| s.name == name);
    let text = |name: &str| value(name).and_then(|setting| setting.value.clone());
    let fault = |name: &'static str, why: ValueFault| AppError::Settings {
        path: value(name).map_or_else(String::new, |setting| place(setting, &path)),
        fault: SettingsFault::Value { name, value: text(name).unwrap_or_default(), why },
    };
    let listen: SocketAddr =
        text("listen").unwrap_or_default().parse().map_err(|_| fault("listen", ValueFault::Address))?;
    let tls = match (text("tls_certificate"), text("tls_key")) {
        (Some(chain), Some(key)) => Some((chain.into(), key.into())),
        (None, None) => None,
        (Some(_), None) => return Err(fault("tls_certificate", ValueFault::Alone("tls_key"))),
        (None, Some(_)) => return Err(fault("tls_key", ValueFault::Alone("tls_certificate"))),
    };
    let yes_or_no = |name: &'static str| match text(name).as_deref() {
        Some("true") => Ok(true),
        Some("false") | None => Ok(false),
        Some(_) => Err(fault(name, ValueFault::YesOrNo)),
    };
    let is_behind_proxy = yes_or_no("behind_proxy")?;
    let targets = targets(text("webhook_hosts"), yes_or_no("webhook_private")?);
    let number = |name: &'static str, max: u64| {
        let number = text(name).and_then(|text| text.parse::<u64>().ok());
        number.filter(|number| (1..=max).contains(number)).ok_or_else(|| fault(name, ValueFault::Number(max)))
    };
    let workers = usize::try_from(number("workers", 1_024)?).unwrap_or(1);
    let answer_ms_max = number("answer_ms", 10 * ANSWER_MS_MAX)?;
    if !matches!(text("log_format").as_deref(), Some("text" | "json")) {
        return Err(fault("log_format", ValueFault::LogFormat));
    }
    if !listen.ip().is_loopback() && tls.is_none() && !is_behind_proxy {
        return Err(fault("listen", ValueFault::Open));
    }
    let master_key = text("master_key").map(PathBuf::from);
    Ok(Config { settings, listen, tls, is_behind_proxy, workers, answer_ms_max, master_key, targets })
}

/// Refuses a variable of the environment that is meant to be a setting and is none; `names` are those that there are.
///
/// # Errors
/// [`AppError::Settings`] names it, and those that there are.
pub fn check_environment(names: impl Iterator<Item = String>) -> Result<(), AppError> {
    const PREFIX: &str = "DUBAN_SERVE_";
    for name in names {
        let Some(setting) = name.strip_prefix(PREFIX) else { continue };
        let setting = setting.to_lowercase();
        if NAMES.contains(&setting.as_str()) {
            continue;
        }
        let names = names_near(&setting).into_iter();
        let names =
            names.map(|known| format!("{PREFIX}{}", known.to_uppercase())).collect::<Vec<_>>().join(", ");
        return Err(AppError::Settings { path: name.clone(), fault: SettingsFault::Unknown { name, names } });
    }
    Ok(())
}

/// The settings, those whose names are most like `name` first.
fn names_near(name: &str) -> Vec<&'static str> {
    let mut names = NAMES.to_vec();
    names.sort_by_key(|known| strsim::damerau_levenshtein(known, name));
    names
}

/// Where webhooks may lead: hosts with commas.
fn targets(hosts: Option<String>, is_private_allowed: bool) -> Targets {
    let hosts = hosts.unwrap_or_default();
    let hosts = hosts.split(',').map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned);
    Targets::new(hosts.collect(), is_private_allowed)
}

fn place(setting: &Setting, path: &Path) -> String {
    match &setting.origin {
        Origin::Flag => format!("--{}", setting.name.replace('_', "-")),
        Origin::Environment(variable) => variable.clone(),
        Origin::File(file) => file.display().to_string(),
        Origin::Default => path.display().to_string(),
    }
}

/// The file of settings as a table; empty when there is none and none was named.
fn read(path: &Path, is_named: bool) -> Result<toml::Table, AppError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_named => {
            return Ok(toml::Table::new());
        }
        Err(error) => return Err(AppError::io(path, "reading")(error)),
    };
    let fault = |fault| AppError::Settings { path: path.display().to_string(), fault };
    let form = |error: toml::de::Error| fault(SettingsFault::ServiceForm { reason: error.to_string() });
    let table: toml::Table = text.parse().map_err(form)?;
    match table.keys().find(|key| !NAMES.contains(&key.as_str())) {
        Some(key) => {
            let names = names_near(key).join(", ");
            Err(fault(SettingsFault::Unknown { name: key.clone(), names }))
        }
        None => Ok(table),
    }
}

fn setting(
    name: &'static str,
    args: &OfferArgs,
    environment: &impl Fn(&str) -> Option<String>,
    file: &toml::Table,
    path: &Path,
) -> Setting {
    let variable = format!("DUBAN_SERVE_{}", name.to_uppercase());
    let in_file = |value: &toml::Value| match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_)
        | toml::Value::Array(_)
        | toml::Value::Table(_) => value.to_string(),
    };
    // A path in a file is meant from where the file is.
    let from_file = |value: String| match name {
        "tls_certificate" | "tls_key" | "master_key" => {
            path.parent().map_or(value.clone(), |folder| folder.join(&value).display().to_string())
        }
        _ => value,
    };
    let (value, origin) = if let Some(value) = flag(name, args) {
        (Some(value), Origin::Flag)
    } else if let Some(value) = environment(&variable) {
        (Some(value), Origin::Environment(variable))
    } else if let Some(value) = file.get(name) {
        (Some(from_file(in_file(value))), Origin::File(path.to_owned()))
    } else {
        (usual(name), Origin::Default)
    };
    Setting { name, value, origin }
}

fn flag(name: &str, args: &OfferArgs) -> Option<String> {
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    match name {
        "listen" => args.listen.clone(),
        "tls_certificate" => path(&args.tls_certificate),
        "tls_key" => path(&args.tls_key),
        "behind_proxy" => args.behind_proxy.then(|| "true".to_owned()),
        "workers" => args.workers.clone(),
        "answer_ms" => args.answer_ms.clone(),
        "log_format" => args.log_format.map(|format| {
            match format {
                LogFormat::Text => "text",
                LogFormat::Json => "json",
            }
            .to_owned()
        }),
        "master_key" => path(&args.master_key),
        "webhook_hosts" => args.webhook_hosts.clone(),
        "webhook_private" => args.webhook_private.then(|| "true".to_owned()),
        _ => None,
    }
}

fn usual(name: &str) -> Option<String> {
    match name {
        "listen" => Some("127.0.0.1:8080".to_owned()),
        "behind_proxy" | "webhook_private" => Some("false".to_owned()),
        "workers" => Some(std::thread::available_parallelism().map_or(1, usize::from).to_string()),
        "answer_ms" => Some(ANSWER_MS_MAX.to_string()),
        "log_format" => Some("text".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(
        args: &OfferArgs,
        environment: &[(&str, &str)],
        file: Option<&str>,
    ) -> Result<Config, String> {
        let dir = tempfile::tempdir().unwrap();
        if let Some(text) = file {
            std::fs::write(dir.path().join(FILE), text).unwrap();
        }
        let find = |name: &str| {
            environment.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value).to_owned())
        };
        resolve(dir.path(), args, find).map_err(|error| error.to_string())
    }

    #[test]
    fn a_flag_goes_before_the_environment_and_that_before_the_file() {
        let flag = OfferArgs { listen: Some("127.0.0.1:1".to_owned()), ..OfferArgs::default() };
        let environment = [("DUBAN_SERVE_LISTEN", "127.0.0.1:2"), ("DUBAN_SERVE_WORKERS", "3")];
        let file = "listen = \"127.0.0.1:4\"\nworkers = 5\nanswer_ms = 6000\n";
        let config = resolved(&flag, &environment, Some(file)).unwrap();
        assert_eq!((config.listen.port(), config.workers, config.answer_ms_max), (1, 3, 6_000));
        let origin = |name: &str| config.settings.iter().find(|s| s.name == name).unwrap().origin.clone();
        assert_eq!(origin("listen"), Origin::Flag);
        assert_eq!(origin("workers"), Origin::Environment("DUBAN_SERVE_WORKERS".to_owned()));
        assert!(matches!(origin("answer_ms"), Origin::File(_)));
        assert_eq!(origin("behind_proxy"), Origin::Default);
        assert_eq!(resolved(&OfferArgs::default(), &[], None).unwrap().listen.port(), 8080);
    }

    #[test]
    fn a_variable_that_is_no_setting_is_refused_with_those_that_are() {
        let check = |names: &[&str]| check_environment(names.iter().map(|&name| name.to_owned()));
        assert!(check(&["DUBAN_SERVE_WORKERS", "DUBAN_LOG", "PATH"]).is_ok());
        let said = check(&["DUBAN_SERVE_WORKER"]).unwrap_err().to_string();
        assert!(said.contains("there are: DUBAN_SERVE_WORKERS,"), "{said}");
    }

    #[test]
    fn a_path_in_the_file_is_meant_from_where_the_file_is() {
        let file = "tls_certificate = \"tls/chain.pem\"\ntls_key = \"/etc/key.pem\"\n";
        let (chain, key) = resolved(&OfferArgs::default(), &[], Some(file)).unwrap().tls.unwrap();
        assert!(chain.is_absolute() && chain.ends_with("tls/chain.pem"), "{}", chain.display());
        assert_eq!(key, Path::new("/etc/key.pem"));
    }

    #[test]
    fn it_is_not_open_to_other_machines_without_tls() {
        let open = OfferArgs { listen: Some("0.0.0.0:80".to_owned()), ..OfferArgs::default() };
        assert!(resolved(&open, &[], None).unwrap_err().contains("other machines can reach"));
        let proxied = OfferArgs { behind_proxy: true, ..open.clone() };
        assert!(resolved(&proxied, &[], None).unwrap().is_behind_proxy);
        let half = OfferArgs { tls_key: Some("key.pem".into()), ..open };
        assert!(resolved(&half, &[], None).unwrap_err().contains("needs tls_certificate"));
    }

    #[test]
    fn a_setting_that_there_is_not_is_named_with_those_that_there_are() {
        let said = resolved(&OfferArgs::default(), &[], Some("port = 80\n")).unwrap_err();
        assert!(said.contains("no setting `port`") && said.contains("listen"), "{said}");
        let said = resolved(&OfferArgs::default(), &[("DUBAN_SERVE_WORKERS", "many")], None).unwrap_err();
        assert!(said.starts_with("DUBAN_SERVE_WORKERS: workers = `many`"), "{said}");
    }
}
