"""Every sentence that the text report says itself, each a whole template with named fields."""

from __future__ import annotations

# The plan
PLAN_HEADING = "Plan for {setup}"
PLAN_WHERE = "account {account}, region {region}"
PLAN_ALL_KEPT = "all {count} steps are as asked"
PLAN_SUMMARY = "{create} to create, {update} to update, {keep} kept."
PLAN_SUMMARY_DELETE = "{delete} to delete, {create} to create, {update} to update, {keep} kept."
PLAN_NOTHING = "Nothing to change: all {keep} steps are as asked."
PLAN_UNMADE = "The plan cannot be made yet: something must be settled first."
PLAN_WAITS_FOR = "still waits for: {words}"
PLAN_CALLS = "calls {calls}"

PLAN_STILL_WAITS = "Nothing to change, but {waiting} of {keep} steps still wait for AWS."
MOVE_HEADING = "This is a move to another kind of load balancer"
MOVE_HOW = (
    "The names of {sites} are led to the new load balancer, each site by itself and only once it is in service there."
    " The former load balancers stay, so that there is a way back."
)
MOVE_BACK_HEADING = "This leads back, and ends the move"
MOVE_BACK_HOW = (
    "Each site's names are led back first. What the move has made for a site is taken away a minute after that, once no"
    " record leads there any more."
)
MOVE_FINISH_HEADING = "This ends the move"
MOVE_FINISH_HOW = (
    "A site's former load balancer is taken away only if no record leads to it any more and the new one has an instance"
    " in service; a minute later, and with its security group and firewall rules. Then there is no way back without a"
    " new one."
)
HELD_HEADING = "The move is not ended"
HELD_LINE = "Still there: {title} ({dns}), about {a_day} US dollars a day."
HELD_LINE_UNPRICED = "Still there: {title} ({dns}), at a price not known."
HELD_FINISH = "`{called} move {setup} --finish` takes away what is still there of the former way."
HELD_BACK = "`{called} move {setup} --back` leads the sites back to it."
MOVE_COST = "Until the move is ended, both ways stand: the cost below includes both."
MOVE_NOTHING_HELD_OF_ASKED = (
    "Nothing to do: nothing of a former topology is there of the sites that are asked for. What is left of others is"
    " told above."
)
MOVE_NOTHING_HELD = "Nothing to do: nothing of a former topology is there."
DNS_HEADING = "DNS, before and after"
DNS_NAME = "{name} (in the zone {zone})"
DNS_NAME_OUTSIDE = "{name} (kept outside this account)"
DNS_BEFORE = "before"
DNS_AFTER = "after"
DNS_STAYS = "stays"
DNS_NO_RECORD = "no record"
DNS_KEPT = (
    "Records that are replaced are saved first, on this disk and as tags of the site's load balancer, or in their zone"
    " where they do not fit into tags."
)
DNS_KEPT_SHARED = (
    "Records that are replaced are saved first, on this disk and as tags of the site's target group, or in their zone"
    " where they do not fit into tags."
)
"""Of a load balancer that all sites share, whose own tags have too little room."""
PRACTICE = "This is the practice account: nothing is real and nothing is billed, and its time runs fast."

COST_HEADING = "What it costs"
COST_SUM = "About {total} US dollars a month, for as long as all of it exists."
COST_TOTAL = "total a month"
COST_TIMES = "{count} x {each}"
COST_AS_OF = (
    "Prices of {region} as of {as_of}, 730 hours a month. Traffic, the instance and the hosted zone come on top."
)
COST_SHARED = "One shared load balancer would cost {shared} instead of {total} US dollars a month: `topology: shared`."
"""The last line of a plan with a load balancer for each site; on the command line."""
COST_NOTHING = "Nothing any more: no load balancer of {setup} remains."
COST_REMAINING = "What remains of {setup} goes on costing about {total} US dollars a month."
COST_STOPPED = "Stopping the instance does not stop this bill: a load balancer costs the same as long as it exists."
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
WAITS_LATER = "A run that has waited its time stops without harm; the same command goes on from there."
WARNINGS_HEADING = "Warnings"

# Status
STATUS_HEADING = "{setup} as it stands"
STATUS_BALANCER = "load balancer {name}: {dns}"
STATUS_BALANCER_OF_ALL = "load balancer of all sites, {name}: {dns}"
STATUS_MAINTENANCE = (
    "The load balancer answers with the maintenance page (status 503): `{called} maintenance {setup} --site {site} off`"
    " ends that."
)
STATUS_MISSING = "not there"
STATUS_INSTANCE = "instance {id}: {state}"
STATUS_INSTANCE_WHY = "instance {id}: {state}: {why}"
STATUS_CERTIFICATE = "certificate: {status}, until {until}"
STATUS_NO_DATE = "no date yet"
STATUS_NO_RENEWAL = "Its validation record is missing, so that ACM cannot renew it."
STATUS_DIFFERS = "differs: {title}: {why}"
STATUS_PROBLEMS = "What would stop a run"
STATUS_AS_ASKED = "Everything is as asked."
STATUS_DRIFT = "Not everything is as asked; a run puts right what differs."
STATUS_COST_NOTHING = "Nothing of it is billed: no load balancer is there."
CHECK_WELL = "All is well."
CHECK_UNWELL = "Not all is well:"
CHECK_STOPS = "Something would stop a run."
CHECK_ELSEWHERE = "{site}: its name does not lead to its load balancer."
CHECK_DIFFERS = "{site}: something differs from what was asked."
CHECK_NO_INSTANCE = "{site}: no instance is behind its load balancer."
CHECK_INSTANCE = "{site}: instance {id} is {state}."
CHECK_RENEWAL = "{site}: ACM cannot renew the certificate by itself."
CHECK_MAINTENANCE = "{site}: visitors see the maintenance page."
ANSWERS_WAITED_FOR = "Waiting for the answers from {path}: nothing was written to it yet."
POLICY_COARSE = (
    "Named one by one, the things of this setup do not fit into the {most} characters that AWS takes. These statements "
    "allow as much for others of the account: {statements}."
)
BUG_REPORT_MASKED = (
    "Names, ids, addresses and texts are replaced in it, each by the same word wherever it stands. Read it before you "
    "send it."
)
BUG_REPORT_LEFT_OUT = "{records} earlier records are left out"
STATUS_LOOKED = "Seen at {clock}; again every {seconds} seconds. Ctrl-C ends."
STATUS_COST = "It costs about {total} US dollars a month."

# Progress, one line each
STARTED = "{clock}  multisite-tui {version}: setup {setup}, account {account}, region {region}"
ALL_SITES = "all sites"
"""Where a domain stands otherwise, for what belongs to the setup as a whole."""
STEP_STARTED = "{clock}  {mark} started   {site}: {title}"
STATUS_RECORDS = "Records that must stand at the DNS provider (--zone-file prints them alone):"
PUT_IN_HEADING = "Put in at the DNS provider, as for a zone file:"
STEP_WAITING = "{clock}  {mark} waiting   {site}: {title}: {words} ({usual})"
STEP_WAITING_BARE = "{clock}  {mark} waiting   {site}: {title}: {words}"
STEP_RETRYING = "{clock}  {mark} retrying  {site}: {title}: {code}, attempt {attempt} in {seconds} s: {why}"
STEP_FINISHED = "{clock}  {mark} {word} {site}: {title}"
STEP_FINISHED_DETAIL = "{clock}  {mark} {word} {site}: {title}: {detail}"
STEP_FAILED = "{clock}  {mark} failed    {site}: {title}: {what} ({code})"
STEP_SKIPPED = "{clock}  {mark} skipped   {site}: {title}: because of {because}"
WARNING = "{clock}  {mark} warning   {what}"
WARNING_SITE = "{clock}  {mark} warning   {site}: {what}"
NOTE = "{clock}  {note}"

# Progress, live
LIVE_HEADING = "{setup}: {done} of {total} steps done, {clock} so far. Ctrl-C saves and stops."
LIVE_HEADING_SHORT = "{setup}: {done} of {total} steps, {clock}"
LIVE_LEFT = "{setup}: {done} of {total} steps done, {clock} so far, {left}. Ctrl-C saves and stops."
LIVE_SITE_DONE = "all {total} steps done"
LIVE_SITE_COUNT = "{done}/{total}"
LIVE_WAIT = "{step}: {words}"
LIVE_USUAL = "{words} ({usual})"
LIVE_RETRY = "{code}, attempt {attempt} in {seconds} s: {why}"
LIVE_SKIPPED = "because of {because}"
LIVE_MORE = "and {count} more sites, {done} of them done"
LEFT_EXACTLY = "usually {minutes} more minutes"
LEFT_BETWEEN = "usually {least} to {most} more minutes"
LEFT_UP_TO = "usually up to {most} more minutes"
LEFT_UNDER_A_MINUTE = "usually less than a minute more"
LEFT_LATE = "longer than usual"
LEFT_TO_PERSON = "the rest waits for you"
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

# What is being done, on a terminal
WAIT_LINE = "{doing} ... {seconds} s"
WAIT_CALL = "{doing} ({call}) ... {seconds} s"
WAIT_ONCE = "{doing} ..."
DOING_START = "Starting"
DOING_PRACTICE = "Starting the practice account"
DOING_SIGN_IN = "Signing in"
DOING_LOOK = "Looking at the account"
DOING_PLAN = "Looking at the account for the plan"
DOING_FIRST_STEPS = "Beginning"
DOING_DOCTOR = "Looking for reasons, in the account and from outside"
DOING_VISITS = "Fetching the sites as a visitor"
DOING_MAINTENANCE = "Switching the maintenance page"
MAINTENANCE_ON = (
    "Visitors of {site} get its maintenance page now (status 503), within seconds; the other sites are as they were."
)
MAINTENANCE_READY = (
    "Load balancer {load_balancer} answers for {site} with its maintenance page now (status 503), within seconds."
)
MAINTENANCE_BACK = "When the program is back: {command} maintenance {setup} --site {site} off"
MAINTENANCE_SEEN = "{name} leads to it: its visitors get the page."
MAINTENANCE_UNSEEN = "{name} leads elsewhere: its visitors do not see the page while it does."
MAINTENANCE_NOWHERE = "{name} has no record yet: nobody sees the page by that name."
MAINTENANCE_UNKNOWN = (
    "Where {name} leads is not known here, since its DNS is not in this account: only visitors whose DNS leads to the"
    " load balancer see the page."
)
MAINTENANCE_OFF = "Visitors of {site} reach its program again."
MAINTENANCE_GONE = "Load balancer {load_balancer} sends requests for {site} to its program again."
DOING_BREAK = "Breaking it in the practice account"
DOING_MEND = "Mending the practice account"
BROKEN = {
    "certificate": "The validation record of the certificate of {site} is deleted. ACM cannot issue the certificate"
    " without it, nor renew it: one that was issued ends in two weeks.",
    "port": "The rules are deleted by which the load balancer of {site} reaches its port on the instance.",
    "program": "The program of {site} has ended: nothing listens on its port of the instance.",
    "record": "The DNS record of {site} is replaced, and leads to an address that is none of yours.",
}
"""By what `demo break` breaks, what is so from then on."""
BROKEN_FIND = "Find it: {command} doctor {setup}"
BROKEN_MEND = "Then do what the doctor advises, or undo it: {command} demo mend {setup}"
MENDED = {
    "certificate": "The certificate of {site} is as before, with its validation record.",
    "port": "The load balancer of {site} is let in to its port on the instance, by the same rules as before.",
    "program": "The program of {site} runs again.",
    "record": "The DNS record of {site} is as before, unless somebody has put another in its place since.",
}
"""By what `demo break` broke, what is so once it is mended."""
MENDED_NOTHING = "Nothing of that is broken on purpose."
DOING_LIST = "Reading the saved setups"
DOING_RESET = "Making the practice account as new"

# The end
REMOVED = "Done in {clock}: what {setup} made is taken away."
NOTHING_THERE = "Nothing to do: nothing that {setup} made is there."
SITE_REMOVED = "Done in {clock}: what {setup} made for {site} alone is taken away."
SITE_NOTHING_THERE = "Nothing to do: nothing that {setup} made for {site} alone is there."
COMPLETE = "Done in {clock}: {setup} is as asked."
UNCHANGED = "Nothing to do: {setup} is as asked already."
PLANNED = "This is only the plan; nothing was changed."
REFUSED = "Nothing was changed."
DECLINED_CODE = "declined"
DECLINED = "You said no; nothing was changed."
PARTIAL = "Stopped part-way after {clock}: some steps of {setup} could not be done. What was made is saved."
FAILED = "Failed after {clock}: {setup} is not as asked."
TIMED_OUT = "A wait ran out after {clock}. What was made of {setup} is saved, and the run can be resumed."
INTERRUPTED = "Interrupted after {clock}. What was made of {setup} is saved, and the run can be resumed."
STOPPED_AT_ONCE = "Stopped at once; what was done so far is saved, and the run can be resumed."
BREAK_INTERRUPTED = "Interrupted; it may be broken already. `{called} demo mend` undoes it."
MEND_INTERRUPTED = "Interrupted; it may be mended already. Run `{called} demo mend` again."
RESET_INTERRUPTED = "Interrupted; the practice account may be half as new. Run `{called} demo reset` again."
SERVING = """\
The practice account is served at {url}. Ctrl-C stops it.
The lines above, in another terminal, point its programs there. For one command of the AWS CLI alone:
  {settings} aws elb describe-load-balancers --endpoint-url {url}
For this program alone:
  {settings} {program}"""
SERVE_INTERRUPTED = "Interrupted; the practice account is not served any more. It is as the last call left it."
REMOVAL_INTERRUPTED = "Interrupted after {clock}. A part of {setup} is still there; the removal can be gone on with."
REMOVAL_STOPPED = "Stopped after {clock}: a part of {setup} is still there."
SITE_REMOVAL_INTERRUPTED = (
    "Interrupted after {clock}. A part of {site} is still there; the removal can be gone on with."
)
SITE_REMOVAL_STOPPED = "Stopped after {clock}: a part of {site} is still there."
STAYED_AS_IT_WAS = "Failed: nothing was changed."
UNSAVED = "Stopped after {clock}: the disk did not take all that was done for {setup}. What is there is told below."
UNNAMED_SETUP = "the setup"
COLUMN_SITE = "site"
COLUMN_BALANCER = "load balancer"
COLUMN_HEALTH = "health"
COLUMN_CHECK = "visitors see"
COLUMN_PROBLEM = "problem"
WORD_READY = "ready"
WORD_PAGE = "page on"
WORD_GONE = "removed"
WORD_STAYS = "stays"
WORD_PROBLEM = "problem"
WORD_OPEN = "not yet"
CHECK_BEFORE_AFTER = "{after} (before: {before})"
CHECK_PAGE = "the maintenance page"
CHECK_NOT_MADE = "not looked at"
CHECK_WHY_NOT = "No look as a visitor was taken: {why}"
BILLING_HEADING = "AWS bills this now, and goes on until it is removed (US dollars a month)"
THERE_HEADING = "What is there, as far as this run knows"
ANSWERS_HEADING = "The answers: saved as FILE, they find all of this again by its tags"
NEXT_HEADING = "Next"
NOTE_BILLED = "AWS bills about {total} US dollars a month for {setup}, until it is removed."
NOTE_MAINTENANCE = (
    "Visitors of {site} see its maintenance page (status 503), in place of the program: `{called} maintenance {setup}"
    " --site {site} off` ends that."
)
NOTE_WOULD_BE_BILLED = "Nothing is billed here; on AWS, {setup} would cost about {total} US dollars a month."
NOTE_ANSWERS = "Take {sites} out of your answers file too: the next run with it would make it again."
NOTE_LEFT = "{what} {why} {next}"
"""Whole sentences: what is left of a site that is no longer asked for, and what to do."""
NOTE_RECORD_STAYS = (
    "The validation record {name} in the zone {zone} stays: nothing says any more that this setup put it in. Delete it"
    " in Route 53 if no certificate needs it."
)
NOTE_RECORD_NEEDED = "The validation record {name} in the zone {zone} stays: another certificate renews itself by it."
NOTE_CERTIFICATE_STAYS = (
    "The certificate {arn} of {site} stays, and its validation records with it: something else uses it."
)

# Problems
PROBLEM_WHOLE = "The whole setup"
PROBLEM_WHY = "why"
PROBLEM_NEXT = "do"
PROBLEM_KEY = "key"
PROBLEM_CODE = "code"

# Saved setups
SETUPS_NONE = (
    "No setup is saved here yet. Run `{called}` to make one, or `{called} --demo` to practise; `{called} --help` shows"
    " all commands."
)
SETUPS_NONE_PRACTISED = (
    "No setup is saved here yet for the practice account. Run `{called}` to make one;"
    " `{called} --help` shows all commands."
)
SETUPS_NAME = "name"
SETUPS_ACCOUNT = "account"
SETUPS_REGION = "region"
SETUPS_FAR = "last run"
SETUPS_UPDATED = "last change"
SETUPS_STEPS = "{done} of {total}, {outcome}"
SETUPS_REMOVAL = "taking away: {done} of {total}, {outcome}"
SETUPS_REMOVAL_OF_SITE = "taking away {site}: {done} of {total}, {outcome}"
SETUPS_AND = "{whole}; {removal}"
SETUPS_MOVING = "{done} of {total}, {outcome}; move not ended"
SETUPS_NO_STEPS = "answers only"
SETUPS_NO_OUTCOME = "not ended"

# What only its tags say to be the setup's
TAGGED_HEADING = "Known by its tags alone"
TAGGED_MADE = "made {made:%Y-%m-%d %H:%M} UTC"
TAGGED_NO_DATE = "no date in AWS"
TAGGED_WHY = (
    "Nothing that is saved here says that this setup made them, and anybody can write tags. Look at each: what is not"
    " yours stays if you take its multisite-tui: tags off."
)
TAGGED_CODE = "found_by_tags"

# Questions
ASK_CODE = "Code of the MFA device {device}: "
YES_OR_NO = "{question} [y/N] "
ASK_CHANGES = "Make these {changes} changes in account {account} ({region}), at {cost} a month?"
ASK_CHANGES_REPLACING = (
    "Make these {changes} changes in account {account} ({region}), at {cost} a month? The record of {replaced} is"
    " replaced; the old one is kept."
)
ASK_COST = "about {total} US dollars"
ASK_UNKNOWN = "a price not known"
ASK_PRACTICE = "Make these {changes} changes in the practice account? On AWS they would cost {cost} a month."
ASK_PRACTICE_REPLACING = (
    "Make these {changes} changes in the practice account? On AWS they would cost {cost} a month. The record of"
    " {replaced} is replaced; the old one is kept."
)
ASK_REMOVAL_TAGGED = (
    "Take all of this away in account {account} ({region}), also what is known by its tags alone (things: {count})?"
    " That cannot be undone."
)
ASK_MOVE = (
    "Make these {changes} changes in account {account} ({region}), at {cost} a month until the move is ended? The names"
    " of {moving} are led to the new load balancer."
)
ASK_PRACTICE_MOVE = (
    "Make these {changes} changes in the practice account? On AWS they would cost {cost} a month until the move is"
    " ended. The names of {moving} are led to the new load balancer."
)
ASK_FINISH = (
    "Take away what the former topology made in account {account} ({region})? The way back then needs new load"
    " balancers."
)
ASK_BACK = (
    "Lead the sites back, and take away what the move has made ({changes} changes in all), in account {account}"
    " ({region})?"
)
ASK_BACK_TAGGED = (
    "Lead the sites back, and take away what the move has made ({changes} changes in all), also what is known by its"
    " tags alone (things: {count}), in account {account} ({region})?"
)
ASK_REMOVAL = "Take all of this away in account {account} ({region})? That cannot be undone."
SAY_YES = frozenset({"y", "yes"})
