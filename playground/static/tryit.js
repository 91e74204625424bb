// "Try this": lines that fill the composer. Each capability adds its own.

export const TRY = [
  { title: "Find", lines: [
    ["/lead ana", "whoever is called so"],
    ["/lead ferand", "misspelt: the nearest names"],
    ["/lead 42", "one lead's card"],
    ["/lead mine", "what is yours"],
    ["/lead @ben", "a colleague's leads"],
    ["/lead", "where to begin"],
    ["/lead help", "all that can be typed"],
  ] },
  { title: "Write", lines: [
    ["/lead note 42 asked for an offer, @cara knows more", "saved at once; Cara gets a message"],
    ["/lead note lucia ferrand called back", "a note that opens the form"],
  ] },
  { title: "See what others see", people: [
    ["UDAN", "Dan is not in the CRM"],
    ["UVERA", "Vera may read only"],
    ["UOLGA", "Olga is of another company"],
  ], lines: [] },
];
