"""One phone number, as different people write it."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

EXTENDED = re.compile(r"\s*(\+?[\d ()./-]{6,}?)[ ,;/(]*(?:ext(?:ension|n)?|x|#)[ .:=]*\d{1,7}[ )]*", re.IGNORECASE | re.ASCII)


def number_of(text: str) -> str:
    """Of a phone with its extension the number alone, by which it is found; other text as it stands."""
    phone = EXTENDED.fullmatch(text)
    return phone[1] if phone else text


def spellings(phone: str, region: str | None) -> tuple[str, ...]:
    """As it stands; as it is written abroad, without its extension; and of a number of the region as it is written there. Other text as it stands.

    region: ISO code, see signatures.region_of; without one only numbers with their + are read.
    """
    try:
        number = phonenumbers.parse(phone, region)
    except NumberParseException:
        return (phone,)
    number.extension = None
    written = [phone, phonenumbers.format_number(number, PhoneNumberFormat.E164)]
    if region and phonenumbers.country_code_for_region(region) == number.country_code:
        written += [phonenumbers.national_significant_number(number), phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)]
    return tuple(dict.fromkeys(written))
