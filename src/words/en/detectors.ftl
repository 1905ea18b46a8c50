# What a reader should know before relying on a detector: what its rows mean, how they are computed, what they do not say.
detector-slow_pairs-means = Ordered pairs of agencies between which handoffs wait far longer for receipt than handoffs in general.
detector-slow_pairs-computed = Every pair with at least slow_pairs_handoffs_min handoffs whose median wait exceeds the median of all handoffs by the factor slow_pairs_factor_tenths / 10. A wait runs from sending to receipt; without receipt to the moment of the sweep, or to the closing of a closed case. Medians and deciles interpolate between waits in whole seconds.
detector-slow_pairs-silent = It does not say which side causes the wait, whether the cases were harder than others, or whether something was taken over without being signed for. Waits count nights and holidays.

detector-stuck-means = Handoffs that nobody has signed for within wait_hours_max, of cases that are not closed. The wait is charged to the unit it was sent to.
detector-stuck-computed = Every handoff not received at the moment of the sweep whose time since sending is longer than the limit, the longest first.
detector-stuck-silent = It does not say that nothing is being done: work may have begun without a signature. Nor whether the handoff went to the right unit; an objection against the dispatch is not looked at here.

detector-stalled-means = Handoffs that were received and are not finished after more than held_days_max days, of cases that are not closed. The time is charged to the unit that received them.
detector-stalled-computed = Every handoff received and not finished at the moment of the sweep whose time since receipt is longer than the limit, in days of 24 hours, the longest first. A handoff passed on without having been finished counts as well.
detector-stalled-silent = It does not say that a legal deadline has passed: suspended time, extensions and working days are not subtracted here. Nor whether the matter can be finished at all, or was finished and only the record is missing.

detector-ping_pong-means = Cases that one agency sent to another and got straight back, counted by the two agencies.
detector-ping_pong-computed = Two consecutive handoffs of a case, by seq, the first from A to B and the second from B to A. A case counts once for each pair of agencies, however often it bounced between them.
detector-ping_pong-silent = It does not say which of the two was right: a return may be what the rules ask for when a case was sent to the wrong unit.

detector-rings-means = Sets of three or more agencies round which cases went: each could pass a case on to each other and get it back.
detector-rings-computed = For every case, open or closed, the strongly connected sets of at least three agencies in the graph of its own handoffs; cases with the same set are counted together, the set of most cases first. Two agencies that only bounce a case are ping_pong and no ring.
detector-rings-silent = It does not say that the case was passed round to be rid of it: a centre that sends a case to several units one after another and takes it back each time forms a ring too. Nor does it give the order in which the agencies had the case.

detector-uncovered-means = Villages (divisions of the coverage level) that too few people cover, with the first reason that applies: too_few (somebody does, but has is fewer than min), person_left, lapsed, not_yet, never.
detector-uncovered-computed = Divisions that exist today and have fewer than persons_min distinct people validly assigned in the coverage role; the assignment and the person must both be valid today.
detector-uncovered-silent = It does not say that nobody helps there: only recorded assignments count. Nor that a covered village is served well.

detector-broken_chain-means = Villages above which a level of responsibility is vacant. Counted are pairs of a village and a level, not villages: a village that lacks two levels counts twice.
detector-broken_chain-computed = Of each village that exists today, the division of each level of chain_levels among itself and the divisions it lies in; vacant when nobody is validly assigned there in a role other than the coverage role. A level that the chain skips is no vacancy. One vacant county is listed for each of its villages.
detector-broken_chain-silent = It does not say that the post is empty: the assignment may only not be recorded. Nor who ought to fill it, or whether those assigned elsewhere do their work.

detector-overloaded-means = People who carry more open cases than their capacity.
detector-overloaded-computed = A village's open cases are shared equally among those who validly cover it; a case with people of its own counts for these only. Loads are exact fractions. Those without a stated capacity are never listed. The greatest excess comes first.
detector-overloaded-silent = It does not say how heavy a case is, how much time a person has besides, or whether the capacity was set well. It is no measure of anybody's performance.

detector-thin_cover-means = People whose leaving would leave at least thin_cover_villages_min villages uncovered.
detector-thin_cover-computed = A village hangs on a person when it is covered today and would have fewer than persons_min people without them. Villages that are uncovered already hang on nobody. Most villages first.
detector-thin_cover-silent = It does not say that anybody is about to leave, nor that the person does something wrong: it says where a place relies on one pair of shoulders.

detector-orphans-means = Open cases that were never handed on, or whose holder is no more: no_handoff (no handoff is recorded; whoever accepted the case may be handling it) or holder_gone (the unit that held it exists no longer).
detector-orphans-computed = The holder is the addressee of the last handoff if it was received, else its sender. A holder is gone when its last day has passed, even if another unit took over its matters: the case was not handed to that one.
detector-orphans-silent = It does not say that nobody works on the case: a case may be handled where it arose without ever being handed on, and a successor may have it on the desk without a record.

detector-conflicts-means = Open cases that lie with the very unit complained against, or with a unit under it, as holder or as addressee.
detector-conflicts-computed = Complained against are the agency that the case names, the agency of the person it names, each agency to which that person was ever assigned, and whoever took over the matters of one of these. A unit is under another when its line of superiors leads to it. The row names the nearest unit complained against on that line.
detector-conflicts-silent = It does not say that the complaint is justified or that the unit has read it. These rows name complaints: they are for the offices that supervise and must not be shown to the units concerned.

detector-overdue-means = Time limits of the playbook that have passed, counted by limits and not by cases: each clock that has started and was not stopped by its last day, with who is charged and how the last day was reached.
detector-overdue-computed = Each rule's clock starts and stops at what the playbook names. While the case is suspended, and in times that the rule leaves out, it does not run; holidays, a last day of rest and extensions that hold are taken into account. Several clocks of one case are several rows. Limits after which the rule takes silence for something have none. The longest past comes first.
detector-overdue-silent = It does not say why, nor that the unit charged is at fault: what was done and not recorded, and a suspension or an extension that nobody entered, are not seen. A date past the last list of holidays is provisional. Which limits hold, and whom they charge, is what the playbook says.

detector-lagging-means = Units by the share of handoffs to them that waited too long for receipt; flagged are those whose share chance among units of their kind hardly explains.
detector-lagging-computed = Every unit with at least lagging_handoffs_min handoffs to it. p is the probability of so many overdue handoffs or more at the pooled rate of its kind, or of all units when fewer than lagging_kind_units_min share its kind. Flags control the false discovery rate at lagging_fdr_permille after Benjamini and Hochberg.
detector-lagging-silent = It does not say why a unit lags or who answers for it. Some flags are there by chance, as the rate allows. Handoffs are taken to be independent and alike, which they are not quite; staff, duties and hard cases are not looked at.

detector-network-means = How the units hang together by their handoffs: agencies without which others would fall apart (articulation), and sets of agencies in which cases can come back from each to each (mutual). A description, no finding.
detector-network-computed = One graph of all agencies with an arrow for each ordered pair that had a handoff by the moment of the sweep. Articulation agencies are found without regard to the direction of arrows; cut_off is how many agencies would lie outside the largest remaining piece. Mutual sets are the strongly connected sets of at least two agencies.
detector-network-silent = It does not say that anything is wrong: a front desk that distributes cases is an articulation agency because that is its work, and a large mutual set is the normal state of a place that works together. One handoff counts as much as a thousand, and ways that are not recorded are not seen.
