# The demonstration: making, comparing and what to try next.
demo-compared = Planted and found side by side (computed by comparing the sweep with planted.json)
demo-column-planted = planted
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
