# Playbooks: problems found by checking, and the page to read.
playbook-problem = { $key }: { $what }
playbook-problem-syntax = not TOML: { $message }
playbook-problem-file-too-long = the file is longer than { $max } bytes (it has { $bytes }); shorten it
playbook-problem-duplicate-key = this key or table was given before; keep one of them
playbook-problem-unknown-key = there is no such key
playbook-problem-missing-key = this key is missing; give { $expected }
playbook-problem-wrong-type = wrong type: found { $found }, give { $expected }
playbook-problem-out-of-range = { $found } is out of range; give a number from { $min } to { $max }
playbook-problem-wrong-length = length { $found }; it must be from { $min } to { $max }
playbook-problem-empty-text = the text is empty; write what it should say
playbook-problem-unknown-zone = there is no time zone “{ $found }”; give an IANA name such as Asia/Shanghai
playbook-problem-unknown-level = there is no level “{ $found }”
playbook-problem-repeated-signer = agency kind “{ $found }” co-signs already; list each kind once
playbook-problem-repeated-level = level “{ $found }” is in the list already; list each level once
playbook-problem-repeated-rung = the ladder has a rung “{ $found }” already; give each its own name
playbook-problem-near = ; did you mean `{ $near }`
playbook-problem-allowed = ; allowed: { $allowed }
playbook-type-string = string
playbook-type-integer = integer
playbook-type-float = float
playbook-type-boolean = boolean
playbook-type-array = array
playbook-type-table = table
playbook-type-datetime = datetime
playbook-problem-faulty-base = the playbook { $name } that this one stands on cannot be read itself
playbook-expected-integer = a whole number from { $min } to { $max }
playbook-expected-text = a text in quotation marks
playbook-expected-texts = a table with the texts zh and en
playbook-expected-table = a table
playbook-expected-tables = a list of tables, written [[key]]
playbook-expected-levels = a list of levels, written ["village", "town"]
playbook-problem-repeated-word = “{ $found }” stands there already; give it once
playbook-problem-unknown-word = there is no “{ $found }”
playbook-problem-undeclared-word = “{ $found }” is not declared in [[{ $section }]]
playbook-problem-like-another = “{ $found }” is used only here, and the playbook does not declare it
playbook-problem-in-vain = table “{ $table }” has no such thing, so no row fits and the number is always 0
playbook-problem-stops-at-once = the clock starts and stops with “{ $found }”: it ends as it starts
playbook-problem-no-decimal = “{ $found }” is no number; give it as it was published, in quotation marks, such as "99.26"
playbook-problem-no-month-day = no day of the year ({ $why }); give "MM-DD", such as "03-15"
playbook-problem-no-hours = no span of a day ({ $why }); give "HH:MM-HH:MM", such as "08:30-11:30"
playbook-problem-needs-key = `{ $other }` must be given as well; the two belong together
playbook-problem-not-both = give `{ $one }` or `{ $other }`, not both
playbook-problem-below-minimum = below the least number, { $min }; give at least that
playbook-problem-start-does-not-fit = the start does not go with `per`: per = "event" takes events only, per = "handoff" takes sent, received and finished only, per = "case" takes no finished
playbook-expected-bool = true or false
playbook-expected-words = a list of texts, written ["a", "b"], each once
playbook-expected-word-groups = a list of lists, written [["a", "b"], ["c"]]
playbook-expected-one-of = one of { $allowed }
playbook-expected-some-of = a list of some of { $allowed }
playbook-expected-decimal = a number as it was published, in quotation marks, such as "99.26"
playbook-expected-month-day = a day of the year, such as "03-15"
playbook-expected-hours = a list of spans, written ["08:30-11:30", "13:30-17:00"]

playbook-page-title = Playbook { $name }: { $title }
playbook-page-zone = Time zone: { $zone }
playbook-page-thresholds = Numbers of the detectors
playbook-page-rule = Rule
playbook-page-value = Value
playbook-page-key = Key
playbook-page-slow-pairs-handoffs = Slow pairs: fewest handoffs for a pair to be compared
playbook-page-slow-pairs-factor = Slow pairs: median wait beyond the median of all, by a factor of
playbook-page-times = { $factor } times
playbook-page-wait = Stuck and overdue: not received for more than
playbook-other-wait = The detectors of waits (stuck, lagging and others) and the notices use { $hours } hours (wait_hours_max), while the clock “{ $clock }” ({ $id }) has { $limit }, by which overdue and duban clock go; to have both alike, change both.
playbook-page-hours = { $hours } h
playbook-page-held = Stalled: received and not finished for more than
playbook-page-days = { $days } d
playbook-page-thin-cover = Thin cover: fewest villages that would be uncovered without a person
playbook-page-lagging-handoffs = Lagging units: fewest handoffs to a unit for it to be compared
playbook-page-lagging-kind = Lagging units: fewest units of a kind to compare among their own kind
playbook-page-lagging-fdr = Lagging units: false discovery rate
playbook-page-coverage = Coverage
playbook-page-coverage-rule = Every division of level { $level } has at least { $persons ->
    [one] { $persons } person
   *[other] { $persons } distinct persons
} validly assigned as { $role }.
playbook-page-chain-rule = At each level of { $levels } that the chain of such a division has, somebody is validly assigned in a role other than { $role }.
playbook-page-notice = Joint-supervision notices
playbook-page-co-signers = Co-signers (the lead first)
playbook-page-co-signer = { $title } (agency kind { $kind })
playbook-page-reply = A written reply within { $days ->
    [one] { $days } calendar day
   *[other] { $days } calendar days
}, counted from the day after drafting. { $basis }
playbook-page-deadlines = Deadlines
playbook-page-days-sign = Signed by every office within { $days ->
    [one] { $days } calendar day
   *[other] { $days } calendar days
} of drafting
playbook-page-days-issue = Issued within { $days ->
    [one] { $days } day
   *[other] { $days } days
} of the last signature
playbook-page-days-acknowledge = Acknowledged by the unit within { $days ->
    [one] { $days } day
   *[other] { $days } days
} of issue
playbook-page-days-rule = Objections ruled on within { $days ->
    [one] { $days } day
   *[other] { $days } days
}
playbook-page-days-verify = Verified within { $days ->
    [one] { $days } day
   *[other] { $days } days
} of the reply
playbook-page-days-close = Closed within { $days ->
    [one] { $days } day
   *[other] { $days } days
} of verification
playbook-page-ladder = Ladder (the lowest rung first; it only climbs)
playbook-page-rung = { $title } ({ $name }), taken by agency kind { $kind }, reply within { $days ->
    [one] { $days } day
   *[other] { $days } days
}. { $basis }
playbook-page-ruler = Objections are ruled on by agency kind { $kind }.
playbook-page-asks = What is asked of the unit about handoffs
playbook-page-overdue-asks = What is asked of the unit about time limits that have passed
playbook-page-transfer-asks = What is asked about cases that lie with whom they complain against
playbook-page-coverage-asks = What is asked of the unit about places that too few people cover
playbook-page-basis = Legal basis
