# Broken rules of a playbook.
rule-fact = { $about } { $said }
rule-window = within the last { $days ->
    [one] { $days } day
   *[other] { $days } days
}
rule-separator = "; "

rule-fact-why = why
rule-fact-needs = asked for
rule-fact-has = has
rule-fact-min = at least
rule-fact-min-follow_up_gaps = at least, all rounds so far
rule-fact-has-follow_up_gaps = visited so far
rule-fact-max = at most
rule-fact-kinds = kinds
rule-fact-kinds-tier_gaps = any of
rule-fact-kinds-lead_gaps = any of
rule-fact-kinds-roster_gaps = any of
rule-fact-mode = presence
rule-fact-missed = missed
rule-fact-missed-roster_gaps = days missed
rule-fact-missed-meeting_gaps = meetings missed
rule-fact-of = of
rule-fact-of-roster_gaps = of days
rule-fact-of-meeting_gaps = of meetings
rule-fact-days = days
rule-fact-campaign = campaign
rule-fact-reported_at = reported
rule-fact-at = at
rule-fact-late_s = late by
rule-fact-limit = limit
rule-fact-step = step
rule-fact-beside = beside
rule-fact-rung = rung
rule-fact-from = from rung
rule-fact-role = role
rule-fact-visit = visit
rule-fact-called = called
rule-fact-in_time = in time
rule-fact-late = late
rule-fact-never = never came
rule-fact-callers = called by
rule-fact-meetings = meetings
rule-fact-units = units
rule-fact-lead = lead
rule-fact-case_kind = kind of case
rule-fact-agency_kind = kind of unit
rule-fact-team = team
rule-fact-board = board
rule-fact-case = case
rule-fact-interest = interest
rule-fact-title = task
rule-fact-project = project
rule-fact-path = path
rule-fact-times = times

rule-why-too_few = too few
rule-why-too_many = too many
rule-why-nobody_named = nobody is named against whom it complains
rule-why-wrong_kind = about somebody of another kind than it may be about
rule-why-missing = missing
rule-why-missing-roster_gaps = not on the roster
rule-why-missing-meeting_gaps = not held
rule-why-missing-screening_gaps = no report
rule-why-missing-contract_gaps = nobody contracted
rule-why-late = late
rule-why-early = too early
rule-why-lapsed = has ended
rule-why-out_of_order = out of order
rule-why-skipped = skipped
rule-why-dwelt = dwelt too long
rule-why-down = went down
rule-why-no_end = closed without an end
rule-why-channel = another channel than it must bear
rule-fact-channel = channel
rule-why-wrong_unit = taken by a unit that may not take it
rule-why-unknown_rung = taken up to what is no rung
rule-why-not_allowed = by a unit that may not
rule-why-no_party = a party is missing
rule-why-no_leader = no leader
rule-why-no_task_force = no task force
rule-why-no_reason = no reason recorded
rule-why-no_reason-tier_gaps = nobody said who gave the tier and why
rule-why-no_reason-branch_gaps = ended otherwise, and no reason recorded
rule-why-no_reason-record_gaps = it records no reason
rule-why-past_limit = past the tier's limit
rule-why-no_lead = no lead
rule-why-several_leads = more than one lead
rule-why-wrong_lead = wrong lead
rule-why-no_guide = nobody to guide
rule-why-not_split = not split off
rule-why-split_late = split off late
rule-why-not_told = not told who handles it
rule-why-told_late = told late
rule-why-no_unit = no unit
rule-why-no_unit-record_gaps = it names no unit that it is about
rule-why-no_due = no due date
rule-why-past_due = past due
rule-why-not_visited = not visited in time
rule-why-not_reopened = not reopened in time after a rebound
rule-why-recused = the unit recused itself
rule-why-interest = has an interest
rule-why-accused = the case complains against that person
rule-why-agency_kind = the unit takes no such cases
rule-why-team = the team takes no such cases
rule-why-board = the board takes no such cases
rule-why-too_often = returned too often
rule-why-designated = returned again after it was designated
rule-why-not_approved = returned although no objection had been upheld

rule-needs-assignments = people assigned
rule-needs-members = members
rule-needs-agencies = units
rule-needs-links = pairings

rule-limit-calendar_day = { $amount ->
    [one] { $amount } day
   *[other] { $amount } days
 }
rule-limit-working_day = { $amount ->
    [one] { $amount } working day
   *[other] { $amount } working days
 }
rule-limit-hour = { $amount } h
rule-limit-working_hour = { $amount } working h

detector-shortfalls-means = Divisions, agencies and people that have fewer or more people, members, units or pairings than the playbook asks for.
detector-shortfalls-computed = Only what is valid today counts, each person and each pair once; those that lack most stand first. Who answers is what the playbook says: the unit itself, the unit that coordinates the division, or the superior.
detector-shortfalls-silent = It does not say whether those who are there are able or at their post, nor whether the requirement is a good one; who is not in the tables counts as absent.

detector-roster_gaps-means = Units that by the playbook had to be resident, rotating or on call at a centre and were not on its roster, with the working days that were missed.
detector-roster_gaps-computed = Looked at are the working days among the last look_back_days days (the rule's own number, else 30; today included) (holidays and make-up days as the State Council set them). Resident units must each be there on every one, of rotating ones at least one, and on call is asked of today.
detector-roster_gaps-silent = It speaks of the roster and not of who was really there: absence and stand-ins are not seen.

detector-screening_gaps-means = Divisions that did not report in a screening campaign, or reported after or before it; a report of zero is a report.
detector-screening_gaps-computed = The window is dated every year from its festival, solar term or days; the divisions of the level that exist on its last day must report. Lateness runs from the end of the window, the longest first.
detector-screening_gaps-silent = It does not say how well anybody looked: nothing found may be true, or nobody went.

detector-meeting_gaps-means = Units that by the playbook had to hold a meeting on a day and did not, with the days.
detector-meeting_gaps-computed = Looked at are the last look_back_days days before today (the rule's own number, else 28). Where the named day of the week is not worked, the next working day counts; a day is looked at when it is over. A meeting is held on the day on which the first unit came, or on which it was called where nobody's coming is recorded.
detector-meeting_gaps-silent = It does not say what was discussed or whether it helped; a meeting that nobody recorded counts as not held.

detector-flow_breaks-means = Cases whose steps by the playbook came out of order, left out a step that may not be skipped, or were too long before a step.
detector-flow_breaks-computed = Each step counts from the first event of its kind; a case that was reopened is looked at anew from there: it need not do its steps again, but those that it does must be in order and in time. The stay before it runs from the latest earlier step, or from the opening, without times of suspension, and a last day that is not worked moves on. A closed case may lack no step; one that was withdrawn or declined owes none.
detector-flow_breaks-silent = It does not say how well a step was done, nor why it came out of order; an event that was entered later with a wrong time looks like a wrong order.

detector-ladder_breaks-means = Cases that went down a ladder which only climbs, skipped a rung of it, were taken up by a unit that may not, or to what is no rung.
detector-ladder_breaks-computed = The rungs that escalation events name are compared in order of time with the highest one reached so far; that one may be named again. A unit of a kind that the rung does not allow, or none recorded, may not take the case up.
detector-ladder_breaks-silent = It does not say whether going up was needed, nor whether the rung below was truly tried.

detector-tier_gaps-means = Cases that lack what their tier asks for: a party, a leader, a task force, who gave the tier and why, or that passed its limit. A row for each thing that is lacking.
detector-tier_gaps-computed = People give the tier; nothing computes it. Parties are looked for among the units of handoffs and events, the leader among assignments that hold today or held on the day of closing; the limit runs from the opening, and anew from a reopening, without times of suspension.
detector-tier_gaps-silent = It does not say whether the tier is right, and ranks neither cases nor people; a unit that took part without a record is not seen.

detector-contract_gaps-means = Cases that by the playbook need a contracted leading official, and have none, had one too late, or have one no more.
detector-contract_gaps-computed = Somebody must be assigned in that role within the days from the opening, or from a reopening, and a last day that is not worked moves on; a case that was closed by then needs none. Days on which nobody was assigned any more while the case was open are a lapse, also where somebody was again later.
detector-contract_gaps-silent = It does not say what the official did, only whether there was one, and in time.

detector-follow_up_gaps-means = Cases that were not visited in time after closing, or not reopened in time after a rebound. Only counts, never whom anybody visited.
detector-follow_up_gaps-computed = The families visited since the closing must by the end of each round be as many as the rounds so far ask for together (one first and then three: four by the second); a visit without a number counts as one. After a rebound of a closed case it must be reopened within the days. A last day that is not worked moves on.
detector-follow_up_gaps-silent = It does not say what a visit found, nor who is to blame for a rebound.

detector-whistle_gaps-means = Departments that were called and came late or never: how often called, in time, late and never, and who called them how often.
detector-whistle_gaps-computed = Meetings called within the last look_back_days days (the playbook's number, else 366), each with the playbook's limit from the call; where that has not passed a call only counts as called. Who called, and how often, stands beside it, so that both sides can be assessed.
detector-whistle_gaps-silent = It does not say whether the call was needed, nor what was done after coming; a department with many calls is not a bad one for that.

detector-lead_gaps-means = Cases of several units that none leads, that more than one leads, that another leads than should, or that nobody guides in law.
detector-lead_gaps-computed = Units count as handling a case when a handoff states that they lead or take part, or when they have not finished and not sent it on. Units lead together while the case is open, their handoffs are not finished, and they have not given the lead to another. Where the playbook names no kinds that lead, whoever received it first does.
detector-lead_gaps-silent = It does not say whether the units work together; where lead and participating are not recorded there seems to be no lead.

detector-mismatches-means = Cases that went to an agency, a team or a board that does not take cases of their kind.
detector-mismatches-computed = Checked against what the playbook says each kind of agency, team and board takes; units that only take part are not checked, and what is not listed takes everything. Teams are named without people.
detector-mismatches-silent = It does not say that it was wrong: there may have been reasons, or the kind of the case may be recorded wrongly.

detector-accusation_gaps-means = Complaints against somebody that do not say against whom.
detector-accusation_gaps-computed = Cases of the kinds that [accusation] lists whose unit and person complained against are both empty: a row for each, with how long since the opening. What is not recorded can neither be kept from those accused nor keep them from handling the case.
detector-accusation_gaps-silent = It does not say whether the complaint is true; a case entered under the wrong kind is not seen.

detector-recusal_gaps-means = People who have an interest in a case, or are complained against in it, and handle it all the same; and units that recused themselves and handle it still.
detector-recusal_gaps-computed = Where on one case days of an assignment that states an interest overlap with those of one that handles it, or the person complained against handles it. A row for each person, case and role. A unit that recused itself handles an open case while a handoff to it is not finished and it has not sent the case on.
detector-recusal_gaps-silent = It does not say that the handling was unfair, only that the person had to keep away and did not; an interest that nobody recorded is not seen.

detector-task_gaps-means = Tasks without a unit, without a due date, not done when they were due, or done later.
detector-task_gaps-computed = Only the projects that the playbook names, or all; what was done by the end of the due day was in time.
detector-task_gaps-silent = It does not say how well a task was done, nor whether its date was a fair one.

detector-path_gaps-means = Matters of law that were not split off onto their statutory path in time, or whose people were not told in time who handles them and how.
detector-path_gaps-computed = An event that splits the case off onto the path must come within the days from the opening, and after it one that says that the person was told; a last day that is not worked moves on, and times of suspension do not count. A case closed within the days owes neither; one that is reopened has the days anew.
detector-path_gaps-silent = It does not say what came of it on that path, nor whether it belonged there.

detector-repeated_returns-means = Units that returned one case too often, too late, without approval, or again after it was designated to them upon a ruling.
detector-repeated_returns-computed = A unit's objections to one case are counted; one that objects to it or returns it after a ruling and a designation to it has a row of its own. Whether an objection was upheld does not matter for these. An objection is late after the playbook's clock on objections (five working days from receipt by default); a return is unapproved where none of the unit's objections had been upheld.
detector-repeated_returns-silent = It does not say that the objection was without reason: the designation may be wrong too, and is then for the superior to change, not for the unit to return.
detector-branch_gaps-means = Cases that were sent onto a branch and closed without an end of it, or that ended otherwise than they should without a reason.
detector-branch_gaps-computed = For each of [[branches]]: a case enters with the event and steps that it names, and leaves with the first event of `end` from then on. Closed without one is no end; a result that is none of the listed ones, with no reason recorded, is no reason. Cases withdrawn after they entered owe none.
detector-branch_gaps-silent = It does not say that a reason was good, nor what should have been given; how long a branch took is for the clocks.
detector-record_gaps-means = Decisions entered by people without the unit that they are about, or without a reason.
detector-record_gaps-computed = For each of [[records]] held in case events: an event `noted` with its name as the step must name a unit and record a reason. Of records held as pairings with `about_kinds`, those about another kind are listed by the unit that decided and the first day, never by whom they are about.
detector-record_gaps-silent = It does not say that a decision was right, nor who deserves which: nothing computes that, and nothing ranks anybody.
