"""Valid setups, as Hypothesis draws them."""

import string

from hypothesis import strategies as st

from multisite_tui.model.rules import domains, names, tags, texts
from multisite_tui.model.rules.secrets import looks_secret, secret_under

LDH = string.ascii_lowercase + string.digits
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True) | st.text(
    "가나다한국äöü漢", min_size=1, max_size=5
)
DOMAIN = (
    st.lists(LABEL, min_size=1, max_size=3)
    .map(lambda labels: ".".join([*labels, "com"]))
    .filter(lambda name: domains.domain(name) is None)
    .map(domains.canonical)
)
PORT = st.integers(1, 65535)
ANY = st.characters(exclude_categories=["Cs"])


def kept(rule):
    return lambda value: rule(value) is None and not looks_secret(value)


TEXT = st.text(ANY, min_size=1, max_size=40).filter(kept(texts.visible_text))
TAG_TEXT = st.text(st.characters(categories=["L", "Z", "N"]) | st.sampled_from("_.:/=+-@"), max_size=20)
TAGS = st.dictionaries(TAG_TEXT.filter(kept(tags.tag_key)), TAG_TEXT.filter(kept(tags.tag_value)), max_size=2).filter(
    lambda drawn: not any(secret_under(key, value) for key, value in drawn.items())
)
LISTENERS = st.lists(
    st.builds(lambda protocol, port: f"{protocol}:{port}", st.sampled_from(["http", "https"]), PORT)
    | st.fixed_dictionaries(
        {"protocol": st.sampled_from(["http", "https"]), "port": PORT},
        optional={"instance_protocol": st.just("http"), "instance_port": PORT},
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda listener: listener.split(":")[1] if isinstance(listener, str) else str(listener["port"]),
)
INSTANCES = st.lists(
    st.from_regex(r"i-[0-9a-f]{8}([0-9a-f]{9})?", fullmatch=True), min_size=1, max_size=3, unique=True
) | (
    st.fixed_dictionaries(
        {"tag": st.dictionaries(TEXT.filter(lambda key: not secret_under(key, "x" * 30)), TEXT, min_size=1, max_size=2)}
    )
)
GROUP = st.fixed_dictionaries({"id": st.from_regex(r"sg-[0-9a-f]{8}", fullmatch=True)}) | st.fixed_dictionaries(
    {},
    optional={
        "description": st.text(string.ascii_letters + " ._-:/()#,@[]+=&;{}!$*", min_size=1, max_size=30).filter(
            kept(names.security_group_description)
        )
    },
)
HEALTH = st.fixed_dictionaries(
    {},
    optional={
        "path": st.text(string.printable[:94], max_size=20).map(lambda text: f"/{text}"),
        "port": PORT,
        "interval": st.integers(5, 300),
        "healthy_threshold": st.integers(2, 10),
        "unhealthy_threshold": st.none() | st.integers(2, 10),
    },
)
SITE = st.fixed_dictionaries(
    {"domain": DOMAIN, "port": PORT},
    optional={
        "listeners": LISTENERS,
        "subnets": st.lists(st.from_regex(r"subnet-[0-9a-f]{8}", fullmatch=True), max_size=2, unique=True),
        "security_group": GROUP,
        "health_check": HEALTH,
        "instances": INSTANCES,
        "idle_timeout": st.integers(1, 3600),
        "draining": st.integers(0, 3600),
        "stickiness": st.just("off") | st.integers(1, 86400).map(lambda seconds: f"{seconds}s"),
        "dns": st.fixed_dictionaries({}, optional={"replace": st.booleans()}),
        "verify": st.fixed_dictionaries({}, optional={"status": st.integers(100, 599), "text": TEXT}),
        "tags": TAGS,
        "adopt": st.booleans(),
    },
)
DURATION = st.integers(1, 3600)
ONLY_CLASSIC = ("load_balancer", "security_group", "subnets", "idle_timeout", "adopt")
"""What a site of topology `shared` does not answer."""
SUBNETS = st.lists(st.from_regex(r"subnet-[0-9a-f]{8}", fullmatch=True), max_size=3, unique=True)
SHARED = st.fixed_dictionaries(
    {},
    optional={
        "load_balancer": st.from_regex(r"all-[a-z0-9]{1,10}", fullmatch=True),
        "security_group": GROUP,
        "subnets": SUBNETS,
        "idle_timeout": st.integers(1, 4000),
    },
)
PAGE = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \n"), min_size=1, max_size=60).filter(
    kept(texts.page_text)
)
ONLY_SHARED = st.fixed_dictionaries(
    {},
    optional={
        "redirect": st.booleans(),
        "maintenance": st.fixed_dictionaries({"text": PAGE}) | st.fixed_dictionaries({"html": PAGE}) | st.just({}),
    },
)


@st.composite
def shared_answers(draw):
    """Draw the data of a valid setup of topology `shared`."""
    data = draw(answers())
    setup_name = data.pop("name", "sites")
    fronts = draw(st.lists(st.sampled_from(["http:80", "https:443", "http:8080"]), min_size=1, unique=True))
    sites = []
    for index, site in enumerate(data["sites"]):
        kept_keys = {key: value for key, value in site.items() if key not in ONLY_CLASSIC}
        stickiness = {"stickiness": "1h"} if "stickiness" in kept_keys else {}
        domain = {"domain": f"site-{index}.com"} if len(site["domain"]) > 128 else {}
        listeners = {"listeners": fronts} if "listeners" in kept_keys else {}
        named = {"target_group": f"group-{index}"} if draw(st.booleans()) else {}
        sites.append({**kept_keys, **stickiness, **domain, **listeners, **named, **draw(ONLY_SHARED)})
        if listeners and ("https:443" not in fronts or len(fronts) == 1):
            sites[-1]["redirect"] = False  # it would have nowhere to lead from, or to
    for site in sites:
        if draw(st.booleans()):
            site["health_check"] = {
                **site.get("health_check", {}),
                "matcher": draw(st.sampled_from(["200", "200-499"])),
            }
    more = {"shared": draw(SHARED)} if draw(st.booleans()) else {}
    return {**data, "sites": sites, "name": f"all-{setup_name}", "topology": "shared", **more}


@st.composite
def answers(draw):
    """Draw the data of a valid setup; names that could meet are numbered apart."""
    sites = draw(st.lists(SITE, min_size=1, max_size=3, unique_by=lambda site: site["domain"]))
    for index, site in enumerate(sites):
        site["load_balancer"] = f"to-{index}"
        if "status" in site.get("verify", {}) and draw(st.booleans()):
            site["verify"]["status"] = {site["domain"]: site["verify"]["status"]}
    return {
        "schema": 1,
        "sites": sites,
        **draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "name": st.text(LDH, min_size=1, max_size=20),
                    "region": st.sampled_from(["us-east-1", "ap-northeast-2"]),
                    "profile": TEXT.filter(kept(texts.profile)),
                    "expect": st.fixed_dictionaries({"account": st.text(string.digits, min_size=12, max_size=12)}),
                    "instances": INSTANCES,
                    "tags": TAGS,
                    "waits": st.fixed_dictionaries(
                        {}, optional={"certificate": DURATION, "in_service": DURATION, "dns": DURATION}
                    ),
                },
            )
        ),
    }
