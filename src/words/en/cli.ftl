# Command line: help, progress, results.
help = duban presses until it is done: what is slow, stuck or uncovered between agencies, and the notices that follow
help-any-lang = Language of the words (default: the environment's)
help-any-json = Print one JSON document and nothing else
help-any-dir = The data directory
help-any-master_key = File of the master key for sealed fields (default: where the directory says)
help-demo = Make a sample world, import it, sweep it, draft notices and compare with what was planted
help-demo-playbook = Whose world: default, or one of the nine places (nanguan, shulan, tiedong, dongliao, huinan, linjiang, qianguo, daan-jinhua, longjing)
help-demo-data = Where the world is kept (default: a new folder duban-demo-N here)
help-demo-seed = Which world: the same number gives the same world
help-init = Make a data directory
help-init-playbook = Playbook to adopt: a built-in name or a TOML file
help-import = Read tables (CSV, XLSX) into the directory: all of them or nothing
help-import-paths = Files, or folders of files: text in UTF-8, UTF-16 or GB18030 with commas, tabs or semicolons, or .xlsx workbooks (the first sheet, or the sheets named as tables); the name of the file or sheet, or its header, says which table it is
help-import-dry_run = Check everything and store nothing
help-import-partial = Store the good rows although others are refused (exit 1)
help-import-rejects = Write every refused row to this CSV file
help-import-correct = Rows that change filled cells are corrections
help-import-basis = On what basis they are made
help-import-table = Which table a file is when its name and header do not say
help-import-actor = Id of the person who imports, as the ledger keeps it: known, or among the people imported
help-sweep = Find what is wrong at a moment, in a data directory or straight in a folder of tables
help-sweep-now = The moment (default: the present): 2026-07-01, 2026/7/1 or 2026年7月1日, with or without a time behind it, or RFC 3339; a date alone is the beginning of that day
help-sweep-limit = Most rows of each list; 0 for all. Totals always count all
help-sweep-only = Only these detectors
help-sweep-explain = Explain a detector: what it means, how it is computed, what it does not say
help-sweep-timing = Add times and memory
help-sweep-playbook = Rules for a folder of tables: a built-in name or a TOML file (a data directory has its own and takes none)
help-sweep-rejects = Write every refused row of a folder to this CSV file
help-notice = Joint-supervision notices: drafted, shown, and every step until they are closed
help-notice-draft = Draft a notice for every marked unit and matter that has none open, or add to the open one
help-notice-draft-now = The moment (default: the present), in the forms that `sweep --now` takes; a date alone is the beginning of that day
help-notice-draft-actor = Who drafts, as the ledger keeps it
help-notice-draft-matter = Matters: lagging, stuck, uncovered, broken_chain (default: these), overdue and conflicts (only when named: the one where clocks are kept, the other because it tells of complaints)
help-notice-draft-dry_run = Say what would be drafted and store nothing
help-notice-any-id = Id of the notice
help-notice-any-now = The moment (default: the present), in the forms that `sweep --now` takes; a date alone is the beginning of that day
help-notice-any-for_unit = As it is made for this unit: a notice to another one does not exist for it, and how far the ledger reaches is left out
help-notice-any-actor = Id of the person who takes the step, as the ledger keeps it
help-notice-any-seen = Version of the notice that you have seen; refused when it has another by now
help-notice-any-text = The words
help-notice-any-text_file = A file that holds the words
help-notice-sign = Sign for the co-signing office to which you are validly assigned
help-notice-issue = Give it its number and serve it, for the lead office, once all have signed
help-notice-acknowledge = Say for the unit that it has the notice
help-notice-reply = Answer for the unit
help-notice-reply-adopted = Whether the unit adopts what it was asked
help-notice-object = Object for the unit
help-notice-rule = Rule on the objection
help-notice-rule-outcome = How: the unit is right, right in part, or the notice stands
help-notice-verify = Say that the reply holds
help-notice-escalate = Take a rung of the ladder, once the unit's days are over or its reply does not do
help-notice-escalate-rung = Name of the rung (default: the next one)
help-notice-withdraw = Take it back, with a reason
help-notice-close = Say that it is done, once verified
help-notice-list = List the notices
help-notice-list-with_complaints = List notices that tell of complaints (conflicts) as well: for those who supervise
help-notice-show = Print one notice
help-notice-show-id = Id of the notice
help-notice-render = Write one notice as a document (Chinese unless --lang en)
help-notice-render-id = Id of the notice
help-notice-render-format = markdown, or html for a printable page
help-notice-render-out = File to write (default: standard output)
help-verify = Recompute every proof of the ledger, seek an entry for the key of whatever is sealed (nothing is opened; a master key is tried where it lies at its place) and compare the graph with a replay from zero
help-playbook = Playbooks: the rules of a place as data
help-playbook-list = List the built-in playbooks
help-playbook-show = Print one as a readable page, or as TOML
help-playbook-show-toml = Print its TOML text, to be changed and checked
help-playbook-show-playbook = A built-in name or a TOML file
help-playbook-check = Check one and point at every line and key that is wrong
help-playbook-check-playbook = A built-in name or a TOML file

phase-reading = reading
phase-checking = checking
phase-writing = writing the ledger
phase-following = bringing the graph up to date
phase-loading = loading
phase-verifying = verifying the ledger
event-tail-cut = note: an unfinished write of { $bytes ->
    [one] { $bytes } byte
   *[other] { $bytes } bytes
} at the ledger's end was cut off; nothing acknowledged is lost
event-waiting = note: waiting for { $holder }, which uses the directory
event-graph-rebuilt = note: the graph is rebuilt from the ledger: { $reason }

init-done = made { $dir } with playbook { $playbook }
init-key = master key for sealed fields: { $key }
init-key-advice = keep it apart from the directory: without it names and texts cannot be read again
init-next = next: duban import { $dir } FILE|FOLDER

import-column-table = table
import-column-read = read
import-column-new = new
import-column-progress = filled
import-column-corrected = corrected
import-column-same = unchanged
import-column-rejected = refused
import-done-one = stored as ledger entry { $seq }
import-done = stored as ledger entries { $first } to { $last }
import-nothing-new = nothing new: every row is known already
import-dry-run = dry run: nothing was stored
import-refused = { $count ->
    [one] { $count } row
   *[other] { $count } rows
} refused: nothing was stored
import-refused-partial = { $count ->
    [one] { $count } row refused; the good ones were
   *[other] { $count } rows refused; the good ones were
} stored
import-refused-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
} could not be read
import-shown = { $shown ->
    [one] only the first
   *[other] the first { $shown }
} of { $count } { $shown ->
    [one] is
   *[other] are
} shown; --rejects FILE writes them all
import-ignored-not-csv = passed over { $path }: neither a CSV file nor an .xlsx workbook
import-ignored-no-table = passed over { $path }: its header fits no table
import-ignored-folder = passed over { $path }: a folder; name it itself to read the tables in it
import-ignored-sheet = passed over { $path }: a sheet that is not named as a table
import-columns-passed-over = note: { $path }: { $count ->
    [one] column { $columns } was
   *[other] columns { $columns } were
} not taken
import-column-nameless = number { $position }, which has no header
import-column-nameless-on-sheet = { $letters }, which has no header
import-ahead = note: { $count ->
    [one] 1 row
   *[other] { $count } rows
} of { $table } with { $column } ahead of the clock of this machine ({ $examples }); nobody sees such a row before its time: mend it if it is a slip of the pen
import-ahead-example = { $place } `{ $value }`
import-unknown-role = note: role `{ $role }` ({ $count ->
    [one] 1 row
   *[other] { $count } rows
}) is in no rule of the playbook: it counts in chains of responsibility and covers no village; mend it if it is a slip of the pen
import-unknown-codes = note: { $count ->
    [one] 1 row
   *[other] { $count } rows
} of { $table } with a { $column } that the playbook does not have: { $codes }; rules that name a { $column } pass such rows over. The playbook has { $known }
import-code = `{ $code }` ({ $count ->
    [one] 1 row
   *[other] { $count } rows
})
import-code-titled = `{ $code }` ({ $count ->
    [one] 1 row
   *[other] { $count } rows
}, a title: the code is `{ $known }`)
import-code-near = `{ $code }` ({ $count ->
    [one] 1 row
   *[other] { $count } rows
}, did you mean `{ $known }`?)
import-codes-more = { $count ->
    [one] 1 more code
   *[other] { $count } more codes
}
import-rejects-file = all refused rows are in { $path }

verify-ledger = ledger: { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} in { $segments ->
    [one] { $segments } segment
   *[other] { $segments } segments
}, every checksum, leaf, version and root recomputed
verify-root = root: sha256:{ $root }
verify-keys = sealed: { $cells ->
    [one] { $cells } cell, and an undamaged entry for its key is
   *[other] { $cells } cells, and an undamaged entry for the key of each is
} in vault/keys; no cell was opened
verify-master-fits = master key: the one at its place fits the vault
verify-master-absent = master key: none at its place, so none was tried; what is sealed can be read only with it
verify-keys-lost = sealed: { $lost } of { $cells ->
    [one] { $cells } cell
   *[other] { $cells } cells
} cannot be opened by anybody: the keys are missing from vault/keys or damaged; restore that file from a copy
verify-graph = graph: { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
} in { $tables ->
    [one] { $tables } table equals
   *[other] { $tables } tables equal
} a replay from zero
verify-differs = graph: { $tables } differ from a replay from zero; delete graph.redb and run any command to rebuild it

notices-drafted = drafted { $count ->
    [one] 1 notice
   *[other] { $count } notices
}
notices-none-flagged = no unit is flagged: nothing to draft
notices-none = there are no notices yet; `duban notice { $dir } draft` makes them
notices-none-for = there is no notice to { $unit }
notices-known = { $count ->
    [one] { $count } flagged unit has
   *[other] { $count } flagged units have
} a notice already
notices-column-id = notice
notices-column-unit = unit
notices-column-late = late
notices-column-handoffs = handoffs
notices-column-rate = rate
notices-column-reply = reply by
notices-written = wrote { $path }

playbook-remark = note: { $remark }
playbook-fine = { $name }: no fault found
playbook-doubts = { $name }: { $count ->
    [one] { $count } place that is
   *[other] { $count } places that are
} probably not meant so (no fault)
playbook-faults = { $name }: { $count ->
    [one] { $count } fault
   *[other] { $count } faults
}
playbook-column-name = playbook
playbook-column-title = title
help-demo-no_serve = End when the world is made, without offering it over HTTP
help-demo-port = Port of this machine at which it is offered
help-serve = Offer the directory over HTTP until the process is asked to end
help-serve-listen = Where to listen (default 127.0.0.1:8080); other machines are let in only with TLS or behind a proxy that does it
help-serve-tls_certificate = PEM file of the certificate chain
help-serve-tls_key = PEM file of its private key
help-serve-behind_proxy = A proxy in front of it does TLS: cookies are for HTTPS only, and it may listen anywhere
help-serve-workers = Threads that answer (default: one for each core)
help-serve-webhook_hosts = Hosts that webhooks may name, with commas; *.example.org is all below it, and host:port allows another port than 443 and 80 (default: none)
help-serve-webhook_private = Webhooks may lead into inner networks, there without https too
help-serve-answer_ms = Longest time that an answer may take, in milliseconds (default 30000)
help-serve-log_format = Form of the log: for people, or JSON for programs
help-serve-config = File of these settings (default: serve.toml in the directory); a flag goes before the environment (DUBAN_SERVE_LISTEN, ...), and that before the file
help-serve-show_config = Print the settings and where each comes from, and end
help-serve-give_password = Give this account a new one-time password, and end
help-access = Who may do what over HTTP
help-access-show = Print the policy: role × action × reach, and who sees which fields
serve-first-title = First administrator of accounts
serve-password = Account { $account }, one-time password { $password }: shown this once; sign in with it and choose another
serve-listening = Listening at { $url } (Ctrl+C to end)
serve-column-setting = setting
serve-column-value = value
serve-column-origin = from
serve-origin-flag = command line
serve-origin-default = default
access-head = The policy that is enforced. own: one's own things; scope: what lies in the account's scope; whole: everything, for accounts that see everything; all: everything; -: denied
access-column-action = action
access-column-field = field
access-foot = Cases that complain against a unit, its superiors or their officials do not exist for accounts of that unit, whatever is granted.
