"""`/lead` end to end: typed in the local Slack, answered from a real database."""





async def test_a_number_shows_the_leads_card(slack, bot, acme, a_lead):
    lead = await a_lead(job_title="VP Sales", status="qualified", score=72, lead_temperature="hot", value=1_200_000, assigned_to_id=acme.people["UBEN"].id)

    outcome = await slack.command("/lead", str(lead.id), user="UANA")

    assert outcome.status == 200
    assert outcome.message.is_ephemeral
    for part in (
        "Ana Ruiz",
        f"#{lead.id}",
        "VP Sales, Acme Corp",
        "Status Qualified",
        "Score 72, hot",
        "Value $12,000",
        "No activity yet.",
        "Missing: e-mail, phone, close date",
    ):
        assert part in outcome.text.replace("*", "")
