"""How quick it is, as ratios measured in one run.

    python -m benchmarks                    all subjects, some minutes; writes RESULTS.md
    python -m benchmarks --long             the same with more sites and repetitions
    python -m benchmarks starting lists     only these; writes nothing

Read the ratios, not the seconds. Seconds belong to a machine and to what else it was doing; both sides of a ratio are
measured in the same run, so that a slow machine is slow on both. A ratio that grows from one version to the next is
what to look at: nothing here passes or fails, since a clock in a test would fail on a busy machine. Calls do not depend
on the machine: `counting.py` counts them for tests.

    subject                                                       ratio
    plan of 20 sites : of 2                                         1.9   (0.61 s : 0.32 s)

reads: planning 20 sites takes 1.9 times as long as planning 2. In the brackets stand the medians.

One file is one subject:

    against_scripts  whole runs at an endpoint as slow as AWS (`endpoint`), against scripts that make the same calls
                     (`scripts`), and against the least time that the delays allow (`critical_path.py`)
    starting         the command line before it does anything, and what the screens cost on top
    painting         from the command to the wizard's first page
    planning         the look and the plan, and how many questions AWS is asked for them
    lists            filtering long lists
    keys             from a key to the painted answer, in a real terminal, while 20 sites are being made

What `planning` measures runs on the practice account, which does AWS's work in the same process: against AWS there is
more waiting and less to compute. The endpoint is a process of its own.
"""
