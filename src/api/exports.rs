//! `/exports`: tables and event logs out, for whoever sees the whole directory; each is noted in the audit records.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{self, Bytes, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::unfold;
use hashbrown::HashSet;
use serde_json::json;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::access::action::{Act, of};
use crate::access::field::Field;
use crate::access::sight::hidden;
use crate::app::audit::{Note, Outcome, append};
use crate::app::clock;
use crate::app::error::AppError;
use crate::app::exports::{Audience, ExportOptions, Form, export_within};
use crate::app::service::scratch::Scratch;
use crate::app::service::world::World;
use crate::app::watch::Silent;
use crate::rim::http::desk::{Desk, SEQ};
use crate::rim::http::page::Params;
use crate::rim::http::problem::{Code, Problem};
use crate::words::Lang;

pub(super) fn configure(config: &mut ServiceConfig) {
    resources! { config, "/exports" => { get: export } }
}

/// Bytes of a file that are read in one go.
const PIECE_BYTES: usize = 64 << 10;

/// Everything that the account may take out: as tables in a zip file, as a workbook, or as an event log (OCEL 2.0).
///
/// Cases that complain against units or officials are left out unless `complaints` asks for them and the role may see them.
#[utoipa::path(get, path = "/api/v1/exports", tag = "exports",
    params(("as" = String, Query, description = "`csv`, `xlsx` or `ocel2`"),
        ("complaints" = Option<bool>, Query, description = "With cases that complain against units or officials"),
        ("lang" = Option<String>, Query, description = "`zh` (when left out) or `en`: the language of headers")),
    responses((status = 200, description = "The file", content((Vec<u8> = "application/zip"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Object = "application/json")))),
    extensions(("x-duban-action" = json!("export_tables"))))]
pub async fn export(request: HttpRequest, desk: Desk<of::ExportTables>) -> Result<HttpResponse, Problem> {
    let mut params = Params::of(&request, desk.words)?;
    let form = params.choice("as", &["csv", "xlsx", "ocel2"]);
    let complaints = params.choice("complaints", &["true", "false"]) == Some("true");
    let lang = params.choice("lang", &["zh", "en"]).and_then(Lang::parse).unwrap_or(Lang::Zh);
    params.finish()?;
    let (form, name, media_type) = match form {
        Some("csv") => (Form::Csv, "duban.zip", "application/zip"),
        Some("xlsx") => {
            (Form::Xlsx, "duban.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        Some(_) => (Form::Ocel2, "duban.json", "application/json"),
        None => {
            let detail =
                desk.words.say_with("problem-field-form", &[("expected", "csv, xlsx, ocel2".into())]);
            return Err(desk.problem(Code::InvalidField).with_field("as", None, detail));
        }
    };
    if complaints && !desk.sees(Field::Complaints) {
        return Err(desk.problem(Code::Forbidden));
    }
    let seq = desk.world.seq;
    let made = desk.work(move |desk| made(desk, (form, name), complaints, lang)).await?;
    let file = File::open(&made.file).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (bytes, file) = file.map_err(|error| {
        tracing::error!(%error, "an export could not be read");
        Problem::new(Code::Internal, &crate::rim::http::caller::words(&request))
    })?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((CONTENT_LENGTH, bytes))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((SEQ, seq))
        .no_chunking(bytes)
        .streaming(unfold((file, made), piece)))
}

/// A file that was made, and the folder that goes with it.
struct Made {
    file: PathBuf,
    _scratch: Scratch,
}

/// The next piece of a file.
async fn piece((mut file, made): (File, Made)) -> Option<(std::io::Result<Bytes>, (File, Made))> {
    let read = web::block(move || {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        let read = Read::by_ref(&mut file).take(PIECE_BYTES as u64).read_to_end(&mut piece);
        (read.map(|_| Bytes::from(piece)), file)
    });
    let (piece, file) = read.await.ok()?;
    if let Err(error) = &piece {
        tracing::error!(%error, "a file that is being answered cannot be read on");
    }
    match piece {
        Ok(piece) if piece.is_empty() => None,
        piece => Some((piece, (file, made))),
    }
}

fn made<A: Act>(
    desk: &Desk<A>,
    (form, name): (Form, &str),
    complaints: bool,
    headers: Lang,
) -> Result<Made, Problem> {
    let service = &desk.state.service;
    let fault = |error: AppError| desk.fault(&error);
    let scratch = Scratch::new(&desk.world.reading.path).map_err(fault)?;
    let kept = kept(desk, &desk.world);
    let out = scratch.path().join(if form == Form::Csv { "tables" } else { name });
    let audience = Audience::Account { complaints, hidden: &kept };
    let options = ExportOptions { form, out: &out, force: false, audience, headers };
    let reading = &desk.world.reading;
    let exported = service.at_low_priority(|| export_within(reading, &options, &Silent));
    let files = exported.map_err(fault)?.files;
    let file = if form == Form::Csv {
        let file = scratch.path().join(name);
        zipped(&file, files.iter().map(|file| file.path.as_path())).map_err(|error| {
            tracing::error!(%error, "an export could not be packed");
            desk.problem(Code::Internal)
        })?;
        file
    } else {
        out
    };
    let (form, now) = (request_name(form), clock::now());
    let note = Note {
        account: &desk.account().id,
        action: "export_tables",
        outcome: Outcome::Done,
        subject: None,
        detail: json!({ "as": form, "complaints": complaints }),
        at: now,
    };
    // Whatever was committed before this note is in the export at most, and may have made other cases hidden.
    let noted = desk.write(|_, directory| append(directory, &[note], now))?;
    match service.once_shown(noted.seq) {
        Some(world) if self::kept(desk, &world) == kept => Ok(Made { file, _scratch: scratch }),
        Some(_) | None => Err(desk.problem(Code::Unavailable).after(5)),
    }
}

fn request_name(form: Form) -> &'static str {
    match form {
        Form::Csv => "csv",
        Form::Xlsx => "xlsx",
        Form::Ocel2 => "ocel2",
    }
}

/// Ids of the cases that are kept from the account in `world`.
fn kept<A: Act>(desk: &Desk<A>, world: &World) -> HashSet<String> {
    let snapshot = &world.snapshot;
    let kept = hidden(snapshot, desk.account());
    kept.into_iter().map(|case| snapshot.cases().id(case).to_owned()).collect()
}

/// Packs `files` into the zip file `to`.
fn zipped<'a>(to: &Path, files: impl Iterator<Item = &'a Path>) -> std::io::Result<()> {
    let mut archive = ZipWriter::new(File::create(to)?);
    let options = SimpleFileOptions::default().large_file(true);
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        archive.start_file(name, options)?;
        std::io::copy(&mut File::open(file)?, &mut archive)?;
    }
    archive.finish()?.flush()
}
