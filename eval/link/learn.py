"""Learns the weights of clew/link/weights.txt from what the engine says of labelled data, by maximum likelihood.

Nothing but Python is needed. A weight is what a unit of evidence adds to the logarithm of a candidate's odds.
"""

import math

TERMS = ["exact", "registered_domain", "address", "netblock", "url_path", "file_name", "youngest_years",
         "recent_reports", "name_style", "other_links"]
NOVELTY = ["unknown_own_software", "unknown_rare_software", "unknown_common_habits", "unknown_many_techniques"]
# Of the reports in a release, the share on groups that are new to it swings from a sixth to nearly a half: no year tells
# the next one's, so that a round number stands for it.
NEW_SHARE = 0.4
UNLINKED_TELLING_MAX = 16  # as in judge.cpp
RELATION = 0.5  # by judgement: no labelled data with relations


# A link never speaks against the one it leads to.
NOT_NEGATIVE = ["exact", "registered_domain", "address", "netblock", "url_path", "file_name", "recent_reports"]


def adam(parameters, gradient, steps, rate, floors=()):
    """Descends; `gradient(parameters)` gives a list, `floors` the places that stay at or above 0. Deterministic."""
    first = [0.0] * len(parameters)
    second = [0.0] * len(parameters)
    for step in range(1, steps + 1):
        slope = gradient(parameters)
        pace = rate * min(1.0, 3 * (1 - step / steps) + 0.02)
        for i, value in enumerate(slope):
            first[i] = 0.9 * first[i] + 0.1 * value
            second[i] = 0.999 * second[i] + 0.001 * value * value
            parameters[i] -= (pace * (first[i] / (1 - 0.9**step)) /
                              (math.sqrt(second[i] / (1 - 0.999**step)) + 1e-8))
            if i in floors:
                parameters[i] = max(0.0, parameters[i])
    return parameters


def learn_links(blocks, penalty=2e-3):
    """From blocks with candidates: the bias and a weight for each term. The unknown actor's score is 0."""
    rows = []
    for block in blocks:
        if not block["candidates"] or not block["truth"]:
            continue
        values = [[1.0] + [candidate["terms"][name] for name in TERMS] for candidate in block["candidates"]]
        right = next((i for i, c in enumerate(block["candidates"]) if c["activity"] == block["truth"]), None)
        rows.append((values, right))

    def gradient(weights):
        slope = [penalty * weight if i else 0.0 for i, weight in enumerate(weights)]
        for values, right in rows:
            odds = [math.exp(max(-30.0, min(30.0, sum(a * b for a, b in zip(weights, value))))) for value in values]
            total = 1 + sum(odds)
            for i, value in enumerate(values):
                error = (odds[i] / total - (1.0 if i == right else 0.0)) / len(rows)
                for j, part in enumerate(value):
                    slope[j] += error * part
        return slope

    learned = adam([0.0] * (1 + len(TERMS)), gradient, 400, 0.1,
                   {1 + TERMS.index(name) for name in NOT_NEGATIVE})
    return dict(zip(["bias"] + TERMS, learned))


def learn_new(blocks, penalty=0.02, steps=600):
    """Of blocks without a candidate: whether the actor is new, by the share of new ones of late and by what nothing links."""
    rows = []
    for block in blocks:
        if not block["truth"] or block["candidates"]:
            continue
        share = min(max(block["new_share"], 1e-3), 1 - 1e-3)
        rows.append(([1.0, math.log(share / (1 - share)), math.log1p(min(block["unlinked"], UNLINKED_TELLING_MAX))],
                     1.0 if block["new"] else 0.0))

    def gradient(weights):
        slope = [penalty * weight if i else 0.0 for i, weight in enumerate(weights)]
        for values, truth in rows:
            error = (1 / (1 + math.exp(-sum(a * b for a, b in zip(weights, values)))) - truth) / len(rows)
            for i, value in enumerate(values):
                slope[i] += error * value
        return slope

    # Without a past, the share as it is.
    start = [0.0, 1.0, 0.0]
    return dict(zip(["new_bias", "new_share", "new_unlinked"], adam(start, gradient, steps, 0.1) if rows else start))


def learn_unknown(reports, steps=400, penalty=0.02, early=0.5, prior=NEW_SHARE):
    """P(the actor is new) from the novelty of a report. Both answers weigh the same, so that a year with many new
    groups does not move it; the bias is then set to the share of new ones."""
    if not reports:
        return {name: 0.0 for name in ["unknown_bias"] + NOVELTY}
    share = sum(not report["known"] for report in reports) / len(reports)
    mean = [sum(r["novelty"][i] for r in reports) / len(reports) for i in range(4)]
    spread = [math.sqrt(sum((r["novelty"][i] - mean[i])**2 for r in reports) / len(reports)) + 1e-9 for i in range(4)]
    rows = []
    for report in reports:
        weight = 0.5 / max(share, 0.05) if not report["known"] else 0.5 / max(1 - share, 0.05)
        if int(report["release"]) < 0:
            weight *= early  # rebuilt from dates alone
        rows.append(([(report["novelty"][i] - mean[i]) / spread[i] for i in range(4)], 0.0 if report["known"] else 1.0,
                     weight))

    def gradient(weights):
        slope = [0.0] + [penalty * weight for weight in weights[1:]]
        for values, truth, weight in rows:
            odds = weights[0] + sum(a * b for a, b in zip(weights[1:], values))
            error = weight * (1 / (1 + math.exp(-odds)) - truth) / len(rows)
            slope[0] += error
            for i, value in enumerate(values):
                slope[i + 1] += error * value
        return slope

    learned = adam([0.0] * 5, gradient, steps, 0.05)
    weights = {name: learned[i + 1] / spread[i] for i, name in enumerate(NOVELTY)}
    weights["unknown_bias"] = learned[0] - sum(learned[i + 1] * mean[i] / spread[i] for i in range(4))
    # Undoes the equal weights of both answers.
    weights["unknown_bias"] += math.log(prior / (1 - prior))
    return weights


def learn_scale(reports):
    """The scale that makes the scores of profiles log-likelihood ratios: of known groups, the likeliest one."""
    rows = [r for r in reports if r["known"] and r["truth"] in r["scores"]]
    if len(rows) < 20:
        return 0.5

    def loss(scale):
        total = 0.0
        for row in rows:
            best = max(row["scores"].values())
            total -= scale * (row["scores"][row["truth"]] - best)
            total += math.log(sum(math.exp(scale * (score - best)) for score in row["scores"].values()))
        return total

    low, high = 0.05, 2.0
    for _ in range(25):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return (low + high) / 2


def text_of(links, new, unknown, scale, remark):
    weights = dict(links)
    weights["identity"] = max(links["registered_domain"], links["exact"], 0.5)  # by judgement: hashes have no labelled past
    weights["relation"] = RELATION
    weights.update(new)
    weights["profile_scale"] = scale
    weights.update(unknown)
    lines = ["# Written by eval/link/learn.py. " + remark]
    lines += [f"{name} {value:.6f}" for name, value in weights.items()]
    return "\n".join(lines) + "\n"
