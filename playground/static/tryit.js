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
    ["/lead log 42 task send offer tomorrow 10:00", "a task, with its time in words"],
    ["/lead new Eva Stone, Borealis, eva@borealis.example", "the form for a new lead"],
  ] },
  { title: "Work", lines: [
    ["/lead today", "what is due"],
    ["/lead history 42", "all that happened"],
    ["/lead enroll 57 Spring webinar", "into a campaign"],
    ["/campaign spring webinar", "how a campaign does"],
  ] },
  { title: "See what others see", people: [
    ["UDAN", "Dan is not in the CRM"],
    ["UVERA", "Vera may read only"],
    ["UOLGA", "Olga is of another company"],
  ], lines: [] },
];
