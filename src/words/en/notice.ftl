# Joint-supervision notices. They state figures, comparison, doubt and what is asked; they never judge.
notice-draft = DRAFT: of no effect and not to be served until signed and sealed
notice-group = Joint Supervision Group
notice-number = No. { $id }
notice-title = Joint-supervision notice to { $unit } on waiting times for the receipt of cases
notice-addressee = To: { $unit }
notice-addressee-in = To: { $unit } ({ $division })

notice-heading-matter = 1. Matter
notice-heading-findings = 2. Figures and comparison
notice-heading-found = 2. What was found
notice-heading-rules = 2. What the rules say
notice-heading-doubt = 3. What the figures do not say
notice-heading-evidence = 4. Evidence
notice-heading-asks = 5. What you are asked to do
notice-heading-reply = 6. Reply due
notice-heading-basis = 7. Legal basis
notice-heading-objection = 8. Your right to explain and to object
notice-heading-check = 9. How to check this
notice-sign-off = Signatures

notice-matter = { $offices }: joint supervision of waiting times between handing over a case and its receipt. Up to { $now }, { $handoffs ->
    [one] one handoff of a case
   *[other] { $handoffs } handoffs of cases
} came to you; { $overdue } of them waited for receipt for more than { $hours } hours. The figures, the evidence and what you are asked to do follow.

notice-findings-caption = Table 1. Waiting for receipt
notice-column-figure = Figure
notice-column-unit = Your unit
notice-scope-kind = Compared with { $units ->
    [one] { $units } unit
   *[other] { $units } units
} of kind “{ $kind }”
notice-scope-all = Compared with { $units ->
    [one] the only unit
   *[other] all { $units } units
}
notice-row-handoffs = Handoffs
notice-row-overdue = Handoffs that waited for receipt for more than { $hours } h
notice-row-rate = Overdue rate
notice-row-median = Median wait for receipt
notice-rate = { $percent } ({ $part }/{ $whole })
notice-median-of-all = { $wait } (all handoffs)
notice-p-about = about { $p }
notice-p-below = below 10⁻³⁰⁰
notice-probability = If each handoff to you were as likely to be overdue as those of the comparison, the probability of { $overdue } or more overdue out of { $handoffs } would be { $p }.

notice-doubt-clock = The wait runs from handing over to receipt; without receipt, to the drafting of this notice, or to the closing of a closed case. It is counted by the clock: nights, weekends and holidays are included.
notice-doubt-recording = The data show recorded times only. A case taken over but not signed for in the system, a late record, a handoff to the wrong unit or missing papers cannot be seen in them.
notice-doubt-likeness = The comparison makes no difference between kinds of cases, easy and hard ones, or the staff and duties of units; the probability also takes handoffs to be independent of each other.
notice-doubt-many = Many units are compared at once: of the units that this rule flags, up to { $fdr } on average may be there by chance. Whether yours is one of them the figures cannot tell.
notice-doubt-verdict = A finding is evidence for a human, not a verdict. Whether something is wrong, why, and who answers for it is for people to establish after hearing you.

notice-late-caption = Table 2. Handoffs that waited beyond the limit ({ $all } in all, longest wait first)
notice-late-caption-cut = Table 2. Handoffs that waited beyond the limit ({ $all } in all, of which the { $shown } with the longest waits)
notice-column-number = #
notice-column-case = Case
notice-column-seq = Handoff
notice-column-from = From
notice-column-sent = Handed over
notice-column-received = Received
notice-column-wait = Wait
notice-not-received = not received
notice-senders-caption = Table { $table }. Senders whose handoffs waited longest together ({ $shown } of { $all })
notice-column-late = Late handoffs
notice-column-longest = Longest wait
notice-column-total = Waits together

notice-reply = Please reply in writing by { $due }, that day included.
notice-reply-derivation = How this date was reached: { $days ->
    [one] { $days } calendar day, the first being
   *[other] { $days } calendar days, the first being
} the day after drafting ({ $from }), weekends and holidays included and without moving from a day of rest (a date that the offices set, not a period of law), { $days ->
    [one] ends
   *[other] end
} on { $due } (time zone { $zone }). In an issued notice, the date that it states holds.
notice-objection = You may explain, correct data, and object to anything in this notice. What you say is recorded in the ledger and stands beside these figures wherever they are shown.
notice-check = The figures were computed from the ledger up to entry { $seq }. Whoever has a copy of the ledger can run duban verify to compute its root anew and compare it with this one.
notice-root = Merkle root of the ledger (SHA-256):
notice-signed = Signed by:
notice-seal = (seal)
notice-signed-date = Date:
notice-footer = Drafted { $date }. Playbook: { $playbook }.

matter-lagging = waiting times for receipt
matter-stuck = handoffs not received
matter-uncovered = places that too few people cover
notice-title-stuck = Joint-supervision notice to { $unit } on handoffs that have not been received
notice-title-uncovered-few = Joint-supervision notice to { $unit } on places that too few people cover
notice-title-uncovered = Joint-supervision notice to { $unit } on places that nobody covers
notice-matter-stuck = { $offices }: joint supervision of handoffs that have not been received. At { $now }, { $count ->
    [one] one handoff
   *[other] { $count } handoffs
} to you had waited for receipt for more than { $hours } hours and had not been received. The evidence and what you are asked to do follow.
notice-matter-uncovered = { $offices }: joint supervision of coverage. { $rule } At { $now }, this did not hold for { $count ->
    [one] one place
   *[other] { $count } places
} that you coordinate. The evidence and what you are asked to do follow.
notice-coverage-rule = By the playbook every place of level { $level } has at least { $persons ->
    [one] one person
   *[other] { $persons } distinct persons
} validly assigned as { $role }.
level-province = province
level-city = city
level-county = county
level-town = town
level-village = village
level-group = group
notice-reason = { $why }: { $count }
notice-set-aside = Not counted above: { $handoffs ->
    [one] one handoff
   *[other] { $handoffs } handoffs
} beyond the limit by the clock but not by your own time, since the case was suspended ({ $suspended }) or under objection ({ $objected }) for part of the wait; one case may count for both. The median and the units of the comparison are by the clock, nothing subtracted.
notice-shortened = From { $count ->
    [one] one listed wait
   *[other] { $count } listed waits
} the time under suspension or objection has been subtracted.
notice-sentence-space = " "
notice-doubt-own-time = Only waits for handoffs sent to you are counted: what waits for another unit is that unit's. Time in which a case was recorded as suspended or under objection is subtracted; what was not recorded cannot be.
notice-doubt-assignments = The data show recorded assignments only. Somebody who is responsible without being recorded, or recorded late, cannot be seen in them.
notice-places-caption-few = Table 1. Places that too few people cover ({ $shown } of { $all })
notice-places-caption = Table 1. Places that nobody covers ({ $shown } of { $all })
notice-column-code = Code
notice-column-place = Place
notice-column-why = Why
notice-column-since = Vacant since
notice-since-ever = never filled
notice-since-ever-few = never enough

role-mediator = mediator
role-grid-officer = grid officer
role-judge = judge
role-police = police officer
role-official = official
kind-mediation-centre = mediation centre
kind-political-legal = political and legal affairs
kind-discipline = discipline inspection
kind-organization = organization
kind-petition = petition
kind-joint-conference = joint conference
kind-court = court
kind-procuratorate = procuratorate
kind-public-security = public security
kind-justice = justice
kind-housing = housing
kind-natural-resources = natural resources
kind-human-resources = human resources
kind-agriculture = agriculture
kind-civil-affairs = civil affairs
kind-health = health
kind-education = education
kind-market-regulation = market regulation
kind-transport = transport
kind-water = water
kind-ecology = ecology
kind-urban-management = urban management
kind-industry = industry
kind-emergency = emergency management
kind-town-office = town office
kind-town-centre = town centre

matter-broken-chain = vacancies in the chain of responsibility
matter-conflicts = cases that lie with whom they complain against
notice-title-broken-chain = Joint-supervision notice to { $unit } on vacancies in the chain of responsibility
notice-title-conflicts = Joint-supervision notice to { $unit } on cases to be moved away from the units complained against
notice-matter-broken-chain = { $offices }: joint supervision of the chain of responsibility. { $rule } At { $now }, nobody was responsible for { $count ->
    [one] one place
   *[other] { $count } places
} that you coordinate. The evidence and what you are asked to do follow.
notice-chain-rule = By the playbook somebody validly holds a role other than { $role } at each of these levels: { $levels }.
notice-matter-conflicts = { $offices }: joint supervision of where cases are sent. At { $now }, { $count ->
    [one] one open case lay with, or was on its way to, a unit that it complains against or one under it
   *[other] { $count } open cases lay with, or were on their way to, units that they complain against or ones under these
}. What was found and what you are asked to do follow.
notice-conflicts-rule = Regulations on Petition Work (2022), article 30: what somebody reports of a person or unit must neither be told nor passed on to that person or unit.
notice-conflicts-care = This notice must not be shown, passed on or told to the units listed below as complained against, to units under them, or to their people; nobody who serves there signs, acknowledges or deals with it.
notice-doubt-complaint = That a case names whom it complains against does not say that the complaint is true; this notice is not about its truth.
notice-doubt-holder = With whom a case lies is read off the recorded handoffs: once the last one is received, with its receiver; until then with its sender, and on its way to its receiver.
notice-level-vacant = nobody at level { $level }
notice-chain-caption = Table 1. Vacancies in the chain of responsibility ({ $shown } of { $all })
notice-column-level = Vacancy
notice-held-caption = Table 1. Cases that lie with whom they complain against ({ $shown } of { $all })
notice-column-holder = Lies with, or is on its way to
notice-column-against = Complained against
life-number-apart = Transfer No. { $serial } of { $year } (file { $id })

matter-overdue = time limits that have passed
notice-title-overdue = Joint-supervision notice to { $unit } on time limits that have passed
notice-matter-overdue = { $offices }: joint supervision of time limits. At { $now }, { $count ->
    [one] one time limit that is charged to you had
   *[other] { $count } time limits that are charged to you had
} passed, with what was suspended taken off and extensions that hold counted. The evidence and what you are asked to do follow.
notice-clock-rules-caption = Table 1: time limits that have passed, by rule
notice-clocks-caption = Table 2: each of them, the longest past first ({ $shown } of { $all })
notice-column-clock = Time limit
notice-column-times = Times
notice-column-basis = Basis
notice-column-start = Started
notice-column-due = In time until
notice-column-past = Past by
notice-provisional = (provisional)
notice-doubt-clock-stops = A limit counts as passed until what stops it is recorded: what was done and not entered looks as if it had not been done.
notice-doubt-clock-charge = A limit is charged to whom the rule names, as the handoffs were recorded at that moment.
