"""Every sentence that the text report says itself, each a whole template with named fields."""

from __future__ import annotations

# The plan
PLAN_HEADING = "Plan for {setup}"
PLAN_WHERE = "account {account}, region {region}"
PLAN_ALL_KEPT = "all {count} steps are as asked"
PLAN_SUMMARY = "{create} to create, {update} to update, {keep} kept."
PLAN_SUMMARY_DELETE = "{delete} to delete, {create} to create, {update} to update, {keep} kept."
PLAN_NOTHING = "Nothing to change: all {keep} steps are as asked."
PLAN_WAITS_FOR = "still waits for: {words}"
PLAN_CALLS = "calls {calls}"

PLAN_STILL_WAITS = "Nothing to change, but {waiting} of {keep} steps still wait for AWS."
DNS_HEADING = "DNS, before and after"
DNS_NAME = "{name} (in the zone {zone})"
DNS_BEFORE = "before"
DNS_AFTER = "after"
DNS_STAYS = "stays"
DNS_NO_RECORD = "no record"
DNS_KEPT = "Records that are replaced are saved first, on this disk and as tags of the load balancer."

COST_HEADING = "What it costs"
COST_SUM = "About {total} US dollars a month, for as long as the load balancers exist."
COST_TOTAL = "total a month"
COST_TIMES = "{count} x {each}"
COST_AS_OF = (
    "Prices of {region} as of {as_of}, 730 hours a month. Traffic, the instance and the hosted zone come on top."
)
COST_STOPPED = "Stopping the instance does not stop this bill: the load balancers cost the same as long as they exist."
COST_NGINX = (
    "A way that costs nothing extra: nginx on the instance itself can send each domain to its port, without any load"
    " balancer."
)
COST_UNKNOWN = (
    "The price table of {as_of} does not know the region {region}, so the cost is NOT known here. Each load balancer"
    " and each of its public addresses is billed by the hour, used or not. Look before you say yes:"
    " https://aws.amazon.com/elasticloadbalancing/pricing/"
)

WAITS_HEADING = "What takes its time"
WAITS_LIMIT = "at most {limit}"
WAITS_LATER = "A run that has waited its time stops without harm; `multisite-tui --resume {setup}` goes on from there."
WARNINGS_HEADING = "Warnings"

# Progress, one line each
STARTED = "{clock}  multisite-tui {version}: setup {setup}, account {account}, region {region}"
STEP_STARTED = "{clock}  {mark} started   {site}: {title}"
STEP_WAITING = "{clock}  {mark} waiting   {site}: {title}: {words} ({usual})"
STEP_WAITING_BARE = "{clock}  {mark} waiting   {site}: {title}: {words}"
STEP_RETRYING = "{clock}  {mark} retrying  {site}: {title}: {code}, attempt {attempt} in {seconds} s: {why}"
STEP_FINISHED = "{clock}  {mark} {word} {site}: {title}"
STEP_FINISHED_DETAIL = "{clock}  {mark} {word} {site}: {title}: {detail}"
STEP_FAILED = "{clock}  {mark} failed    {site}: {title}: {what} ({code})"
STEP_SKIPPED = "{clock}  {mark} skipped   {site}: {title}: because of {because}"
STEP_INTERRUPTED = "{clock}  {mark} skipped   {site}: {title}: the run was interrupted"
WARNING = "{clock}  {mark} warning   {what}"
WARNING_SITE = "{clock}  {mark} warning   {site}: {what}"
NOTE = "{clock}  {note}"

# Progress, live
LIVE_HEADING = "{setup}: {done} of {total} steps done, {clock} so far. Ctrl-C saves and stops."
LIVE_HEADING_SHORT = "{setup}: {done} of {total} steps, {clock}"
LIVE_SITE_DONE = "all {total} steps done"
LIVE_SITE_COUNT = "{done}/{total}"
LIVE_WAIT = "{step}: {words}"
LIVE_USUAL = "{words} ({usual})"
LIVE_RETRY = "{code}, attempt {attempt} in {seconds} s: {why}"
LIVE_SKIPPED = "because of {because}"
LIVE_MORE = "and {count} more sites, {done} of them done"
WORD_TO_DO = "to do"
WORD_WORKING = "working"
WORD_WAITING = "waiting"
WORD_RETRYING = "retrying"
WORD_FAILED = "failed"
WORD_SKIPPED = "skipped"
WORD_DONE = "done"
WORD_MADE = "made"
WORD_UPDATED = "updated"
WORD_KEPT = "kept"
WORD_CHECKED = "checked"
WORD_REMOVED = "removed"

# The end
COMPLETE = "Done in {clock}: {setup} is as asked."
UNCHANGED = "Nothing to do: {setup} is as asked already."
PLANNED = "This is only the plan; nothing was changed."
REFUSED = "Nothing was changed."
PARTIAL = "Stopped part-way after {clock}: some steps of {setup} could not be done. What was made is saved."
FAILED = "Failed after {clock}: {setup} is not as asked."
TIMED_OUT = "A wait ran out after {clock}. What was made of {setup} is saved, and the run can be resumed."
INTERRUPTED = "Interrupted after {clock}. What was made of {setup} is saved, and the run can be resumed."
UNNAMED_SETUP = "the setup"
COLUMN_SITE = "site"
COLUMN_BALANCER = "load balancer"
COLUMN_HEALTH = "health"
COLUMN_CHECK = "visitors see"
COLUMN_PROBLEM = "problem"
WORD_READY = "ready"
WORD_PROBLEM = "problem"
WORD_OPEN = "not yet"
CHECK_BEFORE_AFTER = "{after} (before: {before})"
CHECK_NOT_MADE = "not looked at"
CHECK_WHY_NOT = "No look as a visitor was taken: {why}"
BILLING_HEADING = "AWS bills this now, and goes on until it is removed (US dollars a month)"
NEXT_HEADING = "Next"

# Problems
PROBLEM_WHOLE = "The whole setup"
PROBLEM_WHY = "why"
PROBLEM_NEXT = "do"
PROBLEM_KEY = "key"
PROBLEM_CODE = "code"

# Saved setups
SETUPS_NONE = "No setup is saved here yet. Run `multisite-tui` to make one, or `multisite-tui --demo` to practise."
SETUPS_NAME = "name"
SETUPS_KIND = "kind"
SETUPS_ACCOUNT = "account"
SETUPS_REGION = "region"
SETUPS_FAR = "steps done"
SETUPS_UPDATED = "last change"
SETUPS_STEPS = "{done} of {total}, {outcome}"
SETUPS_NO_STEPS = "answers only"
SETUPS_NO_OUTCOME = "not ended"

# Questions
YES_OR_NO = "{question} [y/N] "
SAY_YES = frozenset({"y", "yes"})
