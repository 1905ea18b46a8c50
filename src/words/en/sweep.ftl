# Results of a sweep: names of detectors, table heads and explanations.
sweep-head = duban sweep · at { $now } · playbook { $playbook } · { $ledger }
sweep-ledger = ledger to entry { $seq }
sweep-no-ledger = read from tables
sweep-overall = { $handoffs ->
    [one] { $handoffs } handoff
   *[other] { $handoffs } handoffs
}, median wait for receipt { $median }
sweep-column-detector = detector
sweep-column-found = found
sweep-column-meaning = meaning
sweep-column-from = from
sweep-column-to = to
sweep-column-handoffs = handoffs
sweep-column-open = open
sweep-column-median = median wait
sweep-column-p90 = 90 % within
sweep-column-case = case
sweep-column-seq = seq
sweep-column-wait = waiting
sweep-column-a = unit A
sweep-column-b = unit B
sweep-column-cases = cases
sweep-column-village = village
sweep-column-county = county
sweep-column-why = why
sweep-column-person = person
sweep-column-load = load
sweep-column-capacity = capacity
sweep-column-unit = unit
sweep-column-overdue = overdue
sweep-column-rate = rate
sweep-column-expected = expected
sweep-column-p = p
sweep-column-held = held
sweep-column-units = units
sweep-column-level = vacant level
sweep-column-villages = villages
sweep-column-holder = held by
sweep-column-lies-with = lies with
sweep-column-against = complains against
sweep-column-rule = rule
sweep-column-subject = subject
sweep-column-since = since
sweep-column-facts = what shows it
sweep-column-cut-off = cut off
sweep-column-pieces = pieces
sweep-column-size = size
sweep-level-province = province
sweep-level-city = city
sweep-level-county = county
sweep-level-town = town
sweep-level-village = village
sweep-level-group = group
sweep-why-too-few = too few: has { $has }, needs { $min }
sweep-why-person-left = person has left
sweep-why-lapsed = term has ended
sweep-why-not-yet = has not begun
sweep-why-never = never assigned
sweep-cut = { $total ->
    [one] { $total } row
   *[other] { $total } rows
}, the first { $shown } shown; --limit 0 shows all
sweep-timing = loaded in { $load } ms, swept in { $sweep } ms on { $threads ->
    [one] { $threads } thread
   *[other] { $threads } threads
}; snapshot { $megabytes } MB
sweep-why-no-handoff = never handed on
sweep-why-holder-gone = holder exists no longer
sweep-network-articulation = units through which others hang together (a description, no finding)
sweep-network-mutual = sets of units in which cases can come back (a description, no finding)
sweep-help-detectors = Detectors (--only takes their names, --explain NAME tells more):
sweep-help-network = how the units hang together (a description, no finding)
sweep-explain-means = What it means
sweep-explain-computed = How it is computed
sweep-explain-silent = What it does not say
sweep-in-cases = { $meaning } ({ $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
}, { $cases ->
    [one] { $cases } case
   *[other] { $cases } cases
})
sweep-no-data = There is no data in the directory: import tables first (duban import).
sweep-row-same = the same
sweep-not-in-playbook = { $detector }: the playbook { $playbook } has no such rules, so nothing was looked at
