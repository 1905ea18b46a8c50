# Errors: what is wrong, where, what to do.
error = error
error-not-a-directory = { $path }: is not a duban directory; make one with `duban init { $path }`
error-occupied = { $path }: already holds files; give a new or empty folder
error-unfinished = `duban init` was interrupted in { $path }; run it again with the same folder
error-in-use = { $path }: is in use by { $holder }; wait until it ends
error-no-tables = { $path }: holds no table; tables are files such as cases.csv or cases.xlsx
error-io = { $path }: { $doing } failed: { $reason }
error-bad-rows = { $count ->
    [one] { $count } row is
   *[other] { $count } rows are
} refused; nothing was swept
error-ledger-shortened = the ledger ends at entry { $ledger } but entry { $graph } was acknowledged and applied: its end is lost; put the ledger back from a copy, or delete { $path } to go on without what is lost
error-too-many-rows = { $path }: up to here the call has more than { $max ->
    [one] { $max } row
   *[other] { $max } rows
}; give fewer files at a time
error-upload-bytes = { $path }: up to here the upload has more than { $max } bytes; hand in less at a time
error-rejects-file = the file of refused rows could not be written ({ $reason }); nothing was stored
error-rejects-place = { $path }: the file would overwrite what is read, or lie in the data directory; give another place
error-stored-not-followed = the rows are stored as entries { $first } to { $last }, but the graph could not follow ({ $reason }); it will at the next command
error-unknown = no { $what } `{ $id }`
error-unknown-near = no { $what } `{ $id }`; did you mean { $near }?
error-unknown-of = no { $what } `{ $id }`; there is { $near }
error-now = `{ $text }` is not a moment: { $reason }
error-now-form = `{ $text }` is not a moment; write 2026-07-01 or 2026-07-01 09:30:00 (2026/7/1 and 2026年7月1日 will do as well), or RFC 3339
error-basis-empty = --basis is empty: say on what basis filled cells are changed, such as the letter that asks for it
error-folder-playbook = { $path }: is a data directory and is swept by the playbook it adopted; --playbook is for folders of tables
error-folder-option = { $path }: is a data directory, whose rows were accepted when they were imported; { $option } is for folders of tables
error-near = { $said }; did you mean { $near }?
error-only = `{ $name }` is not a detector; there are: { $names }
error-matter = `{ $name }` is not a matter of notices; there are: { $names }
error-playbook-name = no built-in playbook and no file `{ $name }`; built-in: { $names }
error-no-world = no demonstration of `{ $name }`; there are: { $names }
error-world = a world file is at fault: { $reason }

file-empty = is empty; a table needs at least a header row
file-workbook = is a workbook or another ZIP file, and no text
file-not-xlsx = is a ZIP file or a document, but no .xlsx workbook; save it as .xlsx or CSV UTF-8
file-damaged-workbook = is a damaged workbook ({ $reason }); open it in an office program and save it again
file-workbook-size = unpacks to more than { $max } bytes, or to parts that are too large or too many; save the table alone as .xlsx or CSV UTF-8
file-formula-without-result = cell { $cell } has a formula without a stored result; open the workbook in Excel or WPS and save it again
file-old-workbook = is an old workbook (.xls, .et) or one with a password; save it as .xlsx without a password, or as CSV UTF-8
file-binary = is not a text file (byte { $offset } is zero); save it as CSV UTF-8
file-malformed = line { $line }, column { $column }: not { $encoding } text; save the file as CSV UTF-8
file-again = is GB18030 text, which was seen only after parts of it had been read
file-header = line { $line }: { $reason }
file-read = could not be read: { $reason }
file-record-too-long = line { $line }: a record longer than { $max } bytes; a quote that is never closed, or a file without line ends?
file-quote-open = line { $line }: a quote is opened and the file ends before it is closed; was the file cut off?
file-too-many-rows = more than { $max ->
    [one] { $max } row
   *[other] { $max } rows
}; split the file
file-columns = { $found ->
    [one] { $found } column
   *[other] { $found } columns
}; at most { $max } are read
file-twice = column `{ $name }` stands twice; remove one
file-unknown-column = `{ $name }`
file-unknown-column-near = `{ $name }` (did you mean { $near }?)
file-unknown-columns = table `{ $table }` has no column { $columns }; rename { $count ->
    [one] it, or remove it
   *[other] them, or remove them
}; the table may also have { $free }, and a column named `remark` is passed over
file-unknown-columns-none-free = table `{ $table }` has no column { $columns }, and the file has every column of the table already; { $count ->
    [one] remove it, or name it `remark`, which is passed over
   *[other] remove them; one of them may be named `remark`, which is passed over
}
file-missing = table `{ $table }` needs a column `{ $name }` (also accepted: { $aliases })
file-separator = cells seem to be parted by `{ $found }`; save the file with commas or tabs between cells
file-no-table = fits no table; name the file after its table or give --table NAME
file-several-tables = may be { $tables }; name the file after its table or give --table NAME

rejects-column-file = file
rejects-column-line = line
rejects-column-column = column
rejects-column-value = value
rejects-column-reason = reason
reject-line = { $place }: { $column } `{ $value }`: { $reason }
reject-empty = must not be empty
reject-cell-count = { $found ->
    [one] { $found } cell
   *[other] { $found } cells
} where the header has { $expected }
reject-encoding = not UTF-8 text; save the file as CSV UTF-8
reject-control = holds a control character
reject-too-long = longer than { $max } bytes
reject-integer = not a whole number from 0 to { $max }
reject-word = not one of { $allowed }
reject-bool = not true or false
reject-date = not a date that exists; write YYYY-MM-DD
reject-day-or-month = day and month cannot be told apart; write the year first: YYYY-MM-DD
reject-instant-form = not a time; write YYYY-MM-DD HH:MM:SS or RFC 3339
reject-instant-absent = a date or time that does not exist
reject-instant-range = outside the years 1970 to 2105
mangled-date = was made a date
mangled-digits = was made a number, which keeps 15 digits only
mangled-exponent = was made a number with a power of ten, and its digits are lost
mangled-fraction = was made a number with a fraction, and zeros at its end may be lost
mangled-zeros = was made a number, and zeros in front may be lost, which others of the column have
reject-mangled = { $what }; format the column as text and enter it again
reject-cell-error = an error of a formula; mend the formula or empty the cell
reject-no-column = cell { $cell } is filled, but its column has no header
reject-before = before `{ $earlier }`
reject-to-itself = the same agency as `from_agency`
reject-link-ends = exactly one of agency_id, person_id, division_code and one of to_agency, to_person, to_division must be filled
reject-target = exactly one of division_code, case_id, agency_id must be filled
reject-unknown = no row of `{ $table }` has this id
reject-circle = its parents run in a circle
reject-level = must be below the level of its parent (`{ $parent }`)
reject-twice = has the key of { $other } and other cells
reject-unusable = this account cannot use this id
reject-unplaced = must say what it belongs to: this account may add only what lies within its scope
reject-concealed = the row is known, and this account does not see such cells; leave the cell empty
reject-out-of-hands = no unit that this account answers for has to do with it: hand in with it the handoff or the event of such a unit
reject-structure = this account hands in what happens to cases; divisions, agencies, people, pairings and who answers for these are handed in by coordinators
reject-own-unit = is about this account's own unit, one above it or one of their people, or would put others under them, who would then not see complaints against them; an account of another unit must enter or correct it
reject-changes = is known as `{ $known }`; a change needs --correct --basis TEXT

what-table = table
what-notice = notice
what-roster = roster
what-task = task
what-meeting = meeting
what-link = link
what-account = account
what-audit = audit record
what-request = request
what-webhook = webhook
error-notice-life = entry { $seq } ({ $step }) cannot follow the state { $state } of a notice; run duban verify to check the ledger
error-notice-steps = entry { $seq } stands among the steps of a notice and is none; run duban verify to check the ledger
error-busy = the directory is being written to; try again in a moment
error-secrets = secrets.redb cannot be used: it holds what this program did not write, or no secret could be made; moved aside, it is made anew, and everybody has to be given a password again
error-threads = no threads could be started: { $reason }
error-account = account: { $field }: { $fault }
error-stale = it stands at entry { $known } and not at { $expected } any more; look at it again
error-server = the service cannot be offered: { $reason }
