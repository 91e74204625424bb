"""Every Web API method there is here: what carries it out, its tier, the scopes of which one is needed, the token it takes."""

from playground.webapi import auth, blocks, chat, conversations, files, history, reactions, scheduled, unfurls, users, views, workspace
from playground.webapi.call import Method

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
WRITE = ("chat:write",)

METHODS = {
    "apps.connections.open": Method(auth.connections_open, 1, caller="app"),
    "apps.uninstall": Method(auth.uninstall, 1),
    "auth.revoke": Method(auth.revoke, 3),
    "auth.test": Method(auth.test, 0),
    "blocks.validate": Method(blocks.validate, 0, caller="anyone"),
    "bots.info": Method(workspace.bot, 3, ("users:read",)),
    "chat.delete": Method(chat.delete, 3, WRITE),
    "chat.deleteScheduledMessage": Method(scheduled.delete, 3, WRITE),
    "chat.getPermalink": Method(chat.get_permalink, 0),
    "chat.postEphemeral": Method(chat.post_ephemeral, 4, WRITE),
    "chat.postMessage": Method(chat.post_message, 0, WRITE),
    "chat.scheduleMessage": Method(scheduled.schedule, 3, WRITE),
    "chat.scheduledMessages.list": Method(scheduled.listed, 3),
    "chat.unfurl": Method(unfurls.unfurl, 3, ("links:write",)),
    "chat.update": Method(chat.update, 3, WRITE),
    "conversations.history": Method(history.history, 3, HISTORY),
    "conversations.info": Method(conversations.info, 3, READ),
    "conversations.invite": Method(conversations.invite, 3, ("channels:manage", "groups:write")),
    "conversations.join": Method(conversations.join, 3, ("channels:join",)),
    "conversations.list": Method(conversations.listed, 2, READ),
    "conversations.members": Method(conversations.members, 4, READ),
    "conversations.open": Method(conversations.open_dm, 3, ("im:write", "mpim:write")),
    "conversations.replies": Method(history.replies, 3, HISTORY),
    "files.completeUploadExternal": Method(files.complete_upload, 4, ("files:write",)),
    "files.delete": Method(files.delete, 3, ("files:write",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, 4, ("files:write",)),
    "files.info": Method(files.info, 4, ("files:read",)),
    "oauth.v2.access": Method(auth.oauth_access, 0, caller="anyone"),
    "reactions.add": Method(reactions.add, 3, ("reactions:write",)),
    "reactions.get": Method(reactions.get, 3, ("reactions:read",)),
    "reactions.remove": Method(reactions.remove, 2, ("reactions:write",)),
    "team.info": Method(workspace.team, 3, ("team:read",)),
    "usergroups.list": Method(workspace.usergroups, 2, ("usergroups:read",)),
    "usergroups.users.list": Method(workspace.usergroup_users, 2, ("usergroups:read",)),
    "users.conversations": Method(conversations.of_user, 3, READ),
    "users.info": Method(users.info, 4, ("users:read",)),
    "users.list": Method(users.listed, 2, ("users:read",)),
    "users.lookupByEmail": Method(users.lookup_by_email, 3, ("users:read.email",)),
    "views.open": Method(views.open_view, 4),
    "views.publish": Method(views.publish, 4),
    "views.push": Method(views.push, 4),
    "views.update": Method(views.update, 4),
}
