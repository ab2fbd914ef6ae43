"""Every permission that a view can ask for, as noun:verb."""

from enum import StrEnum


class Permission(StrEnum):
    RECORD_READ = "record:read"
    """Read what a board has published."""

    PORTAL_READ = "portal:read"
    """Read what belongs to no board: the first page, the list of boards, the description of the interface."""

    HEALTH_READ = "health:read"
    """Ask whether the portal is alive and ready."""

    METRICS_READ = "metrics:read"
    """Read the operator's figures: from the same machine, or with the token of the settings."""

    ACCOUNT_SIGN_IN = "account:sign_in"
    """Ask for a link that signs in, and use it."""

    ACCOUNT_READ_OWN = "account:read_own"
    """See, and take away, everything that is held on oneself; one's own first page and one's own sessions."""

    ACCOUNT_CORRECT_OWN = "account:correct_own"
    """Correct one's own name, language and address for mail."""

    FACTOR_PROVE = "factor:prove"
    """Show a second factor for one's own session."""

    FACTOR_CHANGE_OWN = "factor:change_own"
    """Add and take away one's own passkeys and authenticator app."""

    FACTOR_RESET = "factor:reset"
    """Take away every second factor of somebody who lost theirs."""

    RECOVERY_ISSUE = "recovery:issue"
    """Print codes that sign in a member of a board once each."""

    ACCOUNT_READ = "account:read"
    """See every account of this instance, with its roles and sessions, but no address for mail."""

    ACCOUNT_INVITE = "account:invite"
    """Open an account for somebody and give it a first role: by a board's clerk on that board, by an administrator."""

    ACCOUNT_CLOSE = "account:close"
    """Close an account for good: nobody signs in with it again."""

    SESSION_END_OWN = "session:end_own"
    """End one's own sessions, and so sign out."""

    SESSION_REVOKE = "session:revoke"
    """End the sessions of others."""

    ROLE_READ = "role:read"
    """See who holds which role in the portal on a board."""

    ROLE_ASSIGN = "role:assign"
    """Give a role on a board. Those of a clerk and of an appointing authority are an administrator's to give."""

    ROLE_END = "role:end"
    """End a role on a board, at once or with a last day."""

    MEETING_RUN = "meeting:run"
    """Keep the record of a meeting while it is held: who comes and goes, what is done with its items, notes of them."""

    MOTION_MAKE = "motion:make"
    """Move, second and withdraw motions in a meeting, and declare conflicts: members for themselves, the clerk for whoever
    speaks aloud."""

    BALLOT_CAST = "ballot:cast"
    """Cast one's own ballot in a vote of one's own board, and see what is recorded of it."""

    MINUTES_KEEP = "minutes:keep"
    """Write the minutes of a meeting, enter their approval, publish and correct them."""

    LAW_RECORD = "law:record"
    """Enter a law for a board, and withdraw one that waits to be confirmed."""

    LAW_CONFIRM = "law:confirm"
    """Confirm a law that somebody else entered for a board."""

    APPOINTMENT_PROPOSE = "appointment:propose"
    """Appoint, reappoint and remove members of a board here: the authority that appoints to it."""

    APPOINTMENT_RECORD = "appointment:record"
    """Enter, with its document, who was appointed to a board or left it elsewhere; describe its members."""

    APPOINTMENT_RESIGN_OWN = "appointment:resign_own"
    """Resign one's own seat."""

    SEAT_DEFINE = "seat:define"
    """Create, change and abolish the seats of a board."""

    DECLARATION_MAKE_OWN = "declaration:make_own"
    """Declare of oneself to be a community representative of a board, take it back, and say it in public."""

    DECLARATION_DECIDE = "declaration:decide"
    """Read what the members of a board declared, and confirm or decline it."""

    MEETING_PREPARE = "meeting:prepare"
    """Prepare meetings in drafts, and keep the papers that belong to them."""

    MEETING_NOTICE = "meeting:notice"
    """Post notices and agendas, and attest where else notice was given."""

    MEETING_CALL_OFF = "meeting:call_off"
    """Cancel and postpone meetings: a board's clerk and whoever presides, as far as its law lets them."""

    MEETING_ANSWER_OWN = "meeting:answer_own"
    """Tell the clerk whether one comes to a meeting of one's own board."""

    MEETING_READ_ANSWERS = "meeting:read_answers"
    """Read who comes to a meeting and why others do not: a board's clerk alone."""

    COMMENT_WRITE = "comment:write"
    """Write to a board about a meeting, sign up to speak, and take back what one wrote."""

    COMMENT_MODERATE = "comment:moderate"
    """Read public comments before they are published, and decide on them by the board's rules: its clerk alone."""

    SUBSCRIPTION_KEEP_OWN = "subscription:keep_own"
    """Ask for mail about what is new of a board, confirm that, and end it, by what only one's own mailbox was sent."""

    PROGRAM_DEFINE = "program:define"
    """Say which programs a board oversees, and when they report."""

    REPORT_PREPARE = "report:prepare"
    """Prepare and publish the reports of a program: its staff alone."""

    INQUIRY_SEND = "inquiry:send"
    """Send what a board decided to ask of a program, enter answers that came on paper, targets and days of budgets."""

    QUESTION_ASK = "question:ask"
    """Ask staff of a program a question in public: the members of the board that oversees it."""

    RESPONSE_GIVE = "response:give"
    """Answer in writing what a board asked of a program: its staff alone."""

    NOBODY = "nothing:do"
    """Granted to nobody: what a view has that names no permission."""
