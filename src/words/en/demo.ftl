# The demonstration: making, comparing and what to try next.
demo-compared = Planted and found side by side (computed by comparing the sweep with planted.json)
demo-column-swept = in the sweep
demo-column-compared = compared by
demo-column-planted = planted
demo-compared-slow_pairs = units that the pairs lead to
demo-compared-ping_pong = pairs of units, with their cases
demo-compared-uncovered = villages, with the reason
demo-compared-overloaded = people
demo-compared-lagging = flagged units
demo-compared-stalled = handoffs
demo-compared-rings = sets of units, with their cases
demo-compared-broken_chain = villages and levels
demo-compared-thin_cover = people, with their villages
demo-compared-orphans = cases, with the reason
demo-compared-conflicts = cases, with the units
demo-units = "Planted" and "found" count what is compared, which need not be what the sweep counts: several slow pairs lead to one slow unit, and many cases go back and forth between one pair.
demo-not-planted = stuck is not compared: its { $count ->
    [one] handoff arises
   *[other] { $count } handoffs arise
} from how the sample world lives.
demo-column-found = found
demo-column-missed = missed
demo-column-extra = extra
demo-column-verdict = result
demo-verdict-same = same
demo-verdict-differs = differs
demo-planted = What was planted, a row each
demo-column-behaviour = behaviour
demo-column-item = rule and subject
demo-item-found = found
demo-item-missed = missed
demo-extra-allowed = also flagged: { $units }; within the { $allowed } that a 5 % false discovery rate allows
demo-holds = Everything planted was found, and nothing else.
demo-fails = What was found differs from what was planted.
demo-took = { $entries ->
    [one] { $entries } ledger entry
   *[other] { $entries } ledger entries
}, { $seconds } s in all
demo-next = What to try next:
demo-accounts = Sample accounts; each has a password of its own, to be replaced at the first sign-in
demo-column-account = account
demo-column-role = role
demo-column-unit = unit
demo-column-password = one-time password
