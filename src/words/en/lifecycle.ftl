# A notice's life: states, steps, refusals, and what stands beside a notice.
life-state-draft = draft
life-state-signed = signed
life-state-issued = issued
life-state-acknowledged = acknowledged
life-state-escalated = escalated
life-state-replied = replied
life-state-verified = verified
life-state-closed = closed
life-state-withdrawn = withdrawn
life-state-upheld = objection upheld

life-step-draft = draft
life-step-add-evidence = add evidence
life-step-sign = sign
life-step-issue = issue
life-step-acknowledge = acknowledge
life-step-reply = reply
life-step-object = object
life-step-rule = rule on the objection
life-step-verify = verify
life-step-escalate = escalate
life-step-withdraw = withdraw
life-step-close = close

life-refused = refused: notice { $id }: { $why }
life-refused-state = “{ $step }” has no place in state “{ $state }”; possible now: { $possible }
life-refused-nothing = nothing, it has ended
life-still-to-sign = ; still to sign: { $open }
life-refused-objection-open = “{ $step }” has to wait: an objection is open; possible now: rule on the objection
life-refused-objected = this stage was objected to already; a further objection is possible after the next rung
life-refused-version = another step was taken since you looked: you expect version { $expected }, it has { $known }; look at it again with `duban notice DIR show`
life-refused-earlier = the time stated lies before the last step ({ $last })
life-refused-ahead = the time stated has not come: it is { $recorded } now; record the step on its day
life-refused-unknown = there is no person `{ $person }`
life-refused-unknown-near = there is no person `{ $person }`; did you mean: { $near }
life-refused-not-serving = `{ $person }` does not serve on that day
life-refused-not-assigned = `{ $person }` has no valid assignment from which to { $step }; it may be done for: { $who }
life-refused-no-agency = nobody can { $step }: no agency “{ $office }” is recorded above the unit; record it and who is assigned to it
life-refused-signed = `{ $person }` has signed already; every office needs a person of its own, still open: { $open }
life-refused-office-signed = this office has signed already; still open: { $open }
life-refused-interested = `{ $person }` serves, or has served since the drafting, a unit that this notice is about, or is a person complained against
life-refused-not-clear = cases in this notice have come to complain against { $who } or a unit above, so it is not the one to { $step } here; withdraw the notice and draft anew
life-refused-own-issue = `{ $person }` issued the notice and does not rule on an objection to it
life-refused-not-late = the unit has until { $due }; a rung is taken after that day, or after a reply
life-refused-no-rung = the ladder has no rung `{ $name }`; possible now: { $higher }
life-refused-not-higher = the ladder only climbs: it stands on `{ $current }`, `{ $name }` is not higher; possible now: { $higher }
life-refused-top = the top of the ladder is reached
life-refused-no-text = “{ $step }” needs words: give --text or --text-file
life-refused-long-text = the text has { $chars } characters, at most { $max } are kept

life-adopted = adopted
life-partly = adopted in part
life-declined = not adopted
life-ruling-upheld = upheld
life-ruling-partly = upheld in part
life-ruling-rejected = rejected
life-sealed = (sealed: the master key is needed to read it)

life-banner-withdrawn = WITHDRAWN: of no effect
life-banner-upheld = AN OBJECTION WAS UPHELD: to be withdrawn
life-number = Supervision No. { $serial } of { $year } (file { $id })
life-signed = Signed by: { $name } ({ $person })
life-acknowledge = Please acknowledge this notice by { $due }, that day included.
life-reply-derivation = How this date was reached: { $days } calendar days, the first being the day after issue ({ $from }), weekends and holidays included and without moving from a day of rest (a date that the offices set, not a period of law), end on { $due } (time zone { $zone }).

life-heading-evidence = Evidence added
life-heading-reply = The unit's reply
life-heading-objection = Objection and ruling
life-heading-ladder = Escalation
life-heading-end = Verification and end
life-heading-earlier = What was said to other notices of this unit
life-heading-steps = Steps
life-evidence-figures = At { $now }: { $overdue } of { $handoffs ->
    [one] { $handoffs } handoff
   *[other] { $handoffs } handoffs
} beyond the limit.
life-evidence-count = At { $now }: { $count } in all.
life-evidence-new = Not named before ({ $count })
life-said-reply = { $at }, { $by } for the unit:
life-said-objection = { $at }, { $by } objects for the unit:
life-said-verified = { $at }, verified by { $by }: the reply holds.
life-said-closed = { $at }, closed by { $by }.
life-said-withdrawn = { $at }, withdrawn by { $by }:
life-objection-open = The objection has not been ruled on. Until then the unit's days do not run.
life-ruling = { $at }, { $agency } ({ $by }): objection { $outcome }.
life-ruling-moved = The unit's open deadlines move by { $days ->
    [one] one day
   *[other] { $days } days
}, the time under objection.
life-rung = { $at }: { $title } by { $agency } ({ $by }). Reply by { $due }. { $basis }
life-said-as-objection = objection
life-said-as-ruling = ruling: objection { $outcome }
life-earlier = { $at }, notice { $notice } ({ $matter }): { $said }.
life-next = State: { $state }. Next: { $step } by { $due }.
life-next-over = State: { $state }. Next: { $step }; was due { $due } and is OVERDUE.
life-ended = State: { $state }.
life-steps-caption = Every step, as the ledger has it
life-column-at = At
life-column-recorded = Recorded on
life-recorded = { $at } (recorded { $day })
life-column-step = Step
life-column-by = Person
life-column-for = For

life-done = notice { $id }: { $step } done; state { $state }
life-done-number = number: { $year }/{ $serial }
life-done-next = next: { $step } by { $due }
life-list-state = state
life-list-matter = matter
life-list-next = next
life-list-due = by
life-list-over = { $due } OVERDUE
life-list-objection = { $state }, objection open
life-unaddressed = { $count ->
    [one] 1 finding has
   *[other] { $count } findings have
} no unit to address: no coordinating agency is recorded above
life-excused = { $count ->
    [one] 1 flagged unit gets
   *[other] { $count } flagged units get
} no notice: after subtracting time that was not its own it is not flagged
life-draft-ahead = notices are not drafted ahead of time: it is { $now }; give a moment up to then, or --dry-run
life-evidence-added = evidence added to { $ids }
life-explanations = What units have said, and rulings
life-explanation = { $unit } on notice { $notice } ({ $matter }), { $at }, { $said }: { $text }
life-settled = { $count ->
    [one] 1 finding names
   *[other] { $count } findings name
} only evidence that a closed or rightly objected notice has dealt with; nothing is drafted for it
life-unclear = nothing was added to { $ids }: the unit that it goes to has come to be complained against; withdraw it, and draft anew
life-reply-moved = The ruling on the objection has moved the day from { $from } to { $to }.
life-reply-waits = An objection is open: the days stand still until it is ruled on, and this day moves by as long as that takes.
life-unmoved = { $count ->
    [one] 1 case lies
   *[other] { $count } cases lie
} with those they complain against, and no body above these stands clear of the complaint; people have to deal with it: { $ids }
life-stored-not-followed = it is stored (entries { $first } to { $last }), but the graph could not follow: { $reason }. Do not repeat it; the next command catches up
life-would-draft = { $count ->
    [one] 1 notice
   *[other] { $count } notices
} would be drafted; nothing was stored:
life-would-add = evidence would be added to { $ids }
life-list-found = found
life-found-lagging = { $overdue } of { $handoffs } overdue ({ $rate })
life-found-stuck = not received: { $count }
life-found-overdue = time limits passed: { $count }
life-found-uncovered-few = places that too few people cover: { $count }
life-found-uncovered = places that nobody covers: { $count }
life-found-broken-chain = vacancies: { $count }
life-found-conflicts = cases with whom they complain against: { $count }
life-nobody-signs = notice { $ids }: no agency is recorded above the unit for { $offices }; nobody can sign there until an agency of that kind ({ $kinds }) is in the agencies table and somebody is assigned to it in the assignments table
