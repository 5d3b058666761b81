"""Where sellers are."""

from domain.imports.olist.geography import Place, places
from domain.imports.olist.naming import location_of
from tests.imports.sample import sample


def test_a_prefix_lies_at_the_mean_of_its_points_in_brazil() -> None:
    found = places(sample().points)
    # The point in Porto is left out.
    assert found["01001"] == Place(-23.6, -46.7, "sao paulo")
    assert found["80002"] == Place(-25.5, -49.3, "curitiba")
    assert "99003" not in found


def test_a_seller_becomes_a_location() -> None:
    location = location_of(sample().sellers["seller-lamps"], places(sample().points))
    assert location.code == "seller-lamps"
    assert (location.latitude, location.longitude) == (-23.6, -46.7)
    assert (location.address.city, location.address.region) == ("sao paulo", "SP")
    assert (location.address.postal_code, location.address.country) == ("01001", "BR")


def test_a_city_that_is_none_is_the_prefix_own() -> None:
    location = location_of(sample().sellers["seller-chairs"], places(sample().points))
    assert location.address.city == "curitiba"


def test_a_seller_nowhere_has_no_coordinates() -> None:
    location = location_of(sample().sellers["seller-nowhere"], places(sample().points))
    assert (location.latitude, location.longitude) == (None, None)
    assert location.address.city == "cidade pequena"
