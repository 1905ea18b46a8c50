# Exports: help, results, and why one could not be made.
help-export = Write what the directory holds as CSV tables, a workbook, or an OCEL 2.0 event log
help-export-form = The form: csv (a folder), xlsx (a workbook) or ocel2 (a JSON file)
help-export-out = The folder or file to write
help-export-force = Take the place of an earlier export of the same form
help-export-with_complaints = Include cases that complain against units or officials: for those who supervise them only
help-export-without_complaints = Leave such cases out (the default)
help-export-unit = Make an export that may be handed to this unit. It is not narrowed to what concerns the unit: everything is in it but cases that complain against anyone, notices, and any word of them
help-export-headers = Language of the headers of tables (default: English, or what --lang says); an import reads both

phase-exporting = exporting
what-unit = unit

export-column-table = table
export-column-rows = rows
export-column-on = file or sheet
export-column-what = what
export-column-type = type
export-column-count = number
export-objects = objects
export-events = events
export-relationships = relationships
export-done = wrote { $path }: { $bytes ->
    [one] { $bytes } byte
   *[other] { $bytes } bytes
}
export-sealed = sealed columns (names, contacts and free text about cases) are never exported
export-without-complaints = { $count ->
    [0] no case complains against a unit or an official
    [one] 1 case that complains against a unit or an official was left out; --with-complaints includes it
   *[other] { $count } cases that complain against units or officials were left out; --with-complaints includes them
}
export-with-complaints = cases that complain against units or officials are included: do not hand this on to those they concern
export-for = may be handed to { $unit }: everything but cases that complain against anyone, and notices

export-error-exists = { $path }: is there already; give another name, or --force to put the export in its place
export-error-foreign = { $path }: { $entry } was not written by an export of this form, so it is not replaced
export-error-inside = { $path }: lies in the data directory, or would replace it; give a place outside
export-error-cell = table `{ $table }`, row `{ $key }`: a cell of more than { $max } characters, which no sheet holds; use --as csv
export-error-book = { $detail }
