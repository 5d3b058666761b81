"""Candidates far too many for one order: the ones that a plan could want, and no others. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.allocation.plans import Need, Source, Terms

MOST = 250
"Locations that a plan looks at."
_OF_EACH = 10
"The cheapest and the largest lots of each product stay in any case."


def cut(
    needs: Sequence[Need], sources: Sequence[Source], terms: Mapping[UUID, Terms]
) -> tuple[list[Source], int]:
    """The offers of at most some `MOST` locations, and how many locations were left out.

    Those stay that lines are pinned to, those that give most for what they cost, and for each product
    the cheapest and the largest lots, as many as it takes to cover it: no unit that is there is lost.
    """
    places = {offer.location_id for offer in sources}
    if len(places) <= MOST:
        return list(sources), 0
    wanted: Counter[UUID] = Counter()
    for need in needs:
        wanted[need.product_id] += need.quantity
    stay = {need.only_at for need in needs if need.only_at is not None}
    gives: Counter[UUID] = Counter()
    costs: Counter[UUID] = Counter()
    lots: dict[UUID, list[Source]] = defaultdict(list)
    for offer in sources:
        units = min(offer.available, wanted[offer.product_id])
        gives[offer.location_id] += units
        costs[offer.location_id] += units * offer.cost
        lots[offer.product_id].append(offer)
    total = sum(wanted.values())
    for product_id, offers in lots.items():
        stay |= {offer.location_id for offer in sorted(offers, key=_cheapest)[:_OF_EACH]}
        left = wanted[product_id]
        for nth, offer in enumerate(sorted(offers, key=lambda each: (-each.available, _cheapest(each)))):
            if left <= 0 and nth >= _OF_EACH:
                break
            stay.add(offer.location_id)
            left -= offer.available
    ranked = {offer.location_id: (offer.priority, offer.code) for offer in sources}

    def worth(id: UUID) -> tuple[float, int, tuple[int, str]]:
        parcel = terms[id].parcel if id in terms else 0
        return ((parcel * total + costs[id]) / gives[id], -gives[id], ranked[id])

    for id in sorted((id for id in places - stay if gives[id]), key=worth):
        if len(stay) >= MOST:
            break
        stay.add(id)
    return [offer for offer in sources if offer.location_id in stay], len(places - stay)


def _cheapest(offer: Source) -> tuple[int, int, str]:
    return (offer.cost, offer.priority, offer.code)
