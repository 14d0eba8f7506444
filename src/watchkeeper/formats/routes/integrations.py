"""What each integration of an Alertmanager receiver may and must say (Alertmanager 0.34)."""

from __future__ import annotations

from msgspec import Struct

Pair = tuple[str, str]


class Kind(Struct, frozen=True):
    """The rules of one kind of integration.

    `keys` are its own words; of `either` at most one may stand, of each of `needs` one has to;
    `shared` are groups of keys that the receiver says, or else `global` under the names beside them.
    `secrets` lead to the far side, `files` name files with them, `urls` are addresses, and `target` is shown.
    """

    keys: tuple[str, ...]
    either: tuple[Pair, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    shared: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    secrets: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    target: str = ""


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _words(text: str) -> tuple[str, ...]:
    return ("send_resolved", "http_config", *_list(text))


def _either(text: str) -> tuple[Pair, ...]:
    """`a b` are `a` and its file `a_file`, and so on."""
    return tuple((word, f"{word}_file") for word in text.split())


def _shared(here: str, shared: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(here.split()), tuple(shared.split())


_WEBHOOK = Kind(
    keys=_words("webhook_url webhook_url_file title text summary"),
    either=_either("webhook_url"),
    needs=(("webhook_url", "webhook_url_file"),),
    secrets=("webhook_url",),
    files=("webhook_url_file",),
    urls=("webhook_url",),
)

KINDS: dict[str, Kind] = {
    "discord": Kind(
        keys=_words("webhook_url webhook_url_file content title message username avatar_url"),
        either=_either("webhook_url"),
        needs=(("webhook_url", "webhook_url_file"),),
        secrets=("webhook_url",),
        files=("webhook_url_file",),
        urls=("webhook_url",),
    ),
    "email": Kind(
        keys=_list(
            "send_resolved to from hello smarthost auth_username auth_password auth_password_file auth_secret "
            "auth_secret_file auth_identity headers html text require_tls tls_config force_implicit_tls threading"
        ),
        needs=(("to",),),
        shared=(_shared("smarthost", "smtp_smarthost"), _shared("from", "smtp_from")),
        target="to",
    ),
    "incidentio": Kind(
        keys=_words("url url_file alert_source_token alert_source_token_file max_alerts timeout"),
        either=_either("url alert_source_token"),
        needs=(("url", "url_file"),),
        secrets=("alert_source_token", "url"),
        files=("alert_source_token_file", "url_file"),
        urls=("url",),
    ),
    "jira": Kind(
        keys=_words(
            "api_url api_type project summary description labels priority issue_type reopen_transition "
            "resolve_transition wont_fix_resolution reopen_duration fields"
        ),
        needs=(("project",), ("issue_type",)),
        shared=(_shared("api_url", "jira_api_url"),),
        urls=("api_url",),
        target="project",
    ),
    "mattermost": Kind(
        keys=_words(
            "webhook_url webhook_url_file channel username text fallback color pretext author_name author_link "
            "author_icon title title_link fields thumb_url footer footer_icon image_url icon_url icon_emoji "
            "attachments type props priority"
        ),
        either=_either("webhook_url"),
        shared=(_shared("webhook_url webhook_url_file", "mattermost_webhook_url mattermost_webhook_url_file"),),
        secrets=("webhook_url",),
        files=("webhook_url_file",),
        urls=("webhook_url",),
        target="channel",
    ),
    "msteams": _WEBHOOK,
    "msteamsv2": Kind(
        keys=_words("webhook_url webhook_url_file title text"),
        either=_WEBHOOK.either,
        needs=_WEBHOOK.needs,
        secrets=_WEBHOOK.secrets,
        files=_WEBHOOK.files,
        urls=_WEBHOOK.urls,
    ),
    "opsgenie": Kind(
        keys=_words(
            "api_key api_key_file api_url message description source details entity responders actions tags note "
            "priority update_alerts"
        ),
        either=_either("api_key"),
        shared=(_shared("api_key api_key_file", "opsgenie_api_key opsgenie_api_key_file"),),
        secrets=("api_key",),
        files=("api_key_file",),
        urls=("api_url",),
    ),
    "pagerduty": Kind(
        keys=_words(
            "service_key service_key_file routing_key routing_key_file url client client_url description details "
            "images links source severity class component group timeout"
        ),
        either=_either("routing_key service_key"),
        needs=(("routing_key", "service_key", "routing_key_file", "service_key_file"),),
        secrets=("routing_key", "service_key"),
        files=("routing_key_file", "service_key_file"),
        urls=("url",),
    ),
    "pushover": Kind(
        keys=_words(
            "user_key user_key_file token token_file title message url url_title device sound priority retry expire "
            "ttl html monospace"
        ),
        either=(*_either("user_key token"), ("html", "monospace")),
        needs=(("user_key", "user_key_file"), ("token", "token_file")),
        secrets=("user_key", "token"),
        files=("user_key_file", "token_file"),
    ),
    "rocketchat": Kind(
        keys=_words(
            "api_url token_id token_id_file token token_file channel color title title_link text fields short_fields "
            "emoji icon_url image_url thumb_url link_names actions"
        ),
        either=_either("token token_id"),
        shared=(
            _shared("token_id token_id_file", "rocketchat_token_id rocketchat_token_id_file"),
            _shared("token token_file", "rocketchat_token rocketchat_token_file"),
        ),
        secrets=("token",),
        files=("token_file",),
        urls=("api_url",),
        target="channel",
    ),
    "slack": Kind(
        keys=_words(
            "api_url api_url_file app_token app_token_file app_url channel username color title title_link pretext "
            "text message_text fields short_fields footer fallback callback_id icon_emoji icon_url image_url "
            "thumb_url link_names mrkdwn_in actions update_message timeout"
        ),
        either=(
            *_either("api_url app_token"),
            ("api_url", "app_token"),
            ("api_url", "app_token_file"),
            ("api_url_file", "app_token"),
            ("api_url_file", "app_token_file"),
        ),
        shared=(
            _shared(
                "api_url api_url_file app_token app_token_file",
                "slack_api_url slack_api_url_file slack_app_token slack_app_token_file",
            ),
        ),
        secrets=("api_url", "app_token"),
        files=("api_url_file", "app_token_file"),
        urls=("api_url", "app_url"),
        target="channel",
    ),
    "sns": Kind(
        keys=_words("api_url sigv4 topic_arn phone_number target_arn subject message attributes use_aws_http_client"),
        target="topic_arn",
    ),
    "telegram": Kind(
        keys=_words(
            "api_url bot_token bot_token_file chat_id chat_id_file message_thread_id message disable_notifications "
            "parse_mode"
        ),
        either=_either("bot_token chat_id"),
        needs=(("chat_id", "chat_id_file"),),
        shared=(_shared("bot_token bot_token_file", "telegram_bot_token telegram_bot_token_file"),),
        secrets=("bot_token",),
        files=("bot_token_file",),
        urls=("api_url",),
        target="chat_id",
    ),
    "victorops": Kind(
        keys=_words(
            "api_key api_key_file api_url routing_key message_type state_message entity_display_name monitoring_tool "
            "custom_fields"
        ),
        either=_either("api_key"),
        needs=(("routing_key",),),
        shared=(_shared("api_key api_key_file", "victorops_api_key victorops_api_key_file"),),
        secrets=("routing_key", "api_key"),
        files=("api_key_file",),
        urls=("api_url",),
    ),
    "webex": Kind(keys=_words("api_url message room_id"), needs=(("room_id",),), urls=("api_url",)),
    "webhook": Kind(
        keys=_words("url url_file max_alerts timeout payload"),
        either=_either("url"),
        needs=(("url", "url_file"),),
        secrets=("url",),
        files=("url_file",),
        urls=("url",),
    ),
    "wechat": Kind(
        keys=_words("api_secret api_secret_file corp_id message api_url to_user to_party to_tag agent_id message_type"),
        either=_either("api_secret"),
        shared=(
            _shared("api_secret api_secret_file", "wechat_api_secret wechat_api_secret_file"),
            _shared("corp_id", "wechat_api_corp_id"),
        ),
        secrets=("api_secret",),
        files=("api_secret_file",),
        urls=("api_url",),
    ),
}
"""Every kind, by the configuration's word without `_configs`."""

DEFAULT_HOSTS = {
    "pagerduty": "events.pagerduty.com", "opsgenie": "api.opsgenie.com", "victorops": "alert.victorops.com",
    "wechat": "qyapi.weixin.qq.com", "telegram": "api.telegram.org", "webex": "webexapis.com",
    "rocketchat": "open.rocket.chat", "slack": "slack.com", "pushover": "api.pushover.net",
}  # fmt: skip
GLOBAL_URLS = {
    "pagerduty": "pagerduty_url", "opsgenie": "opsgenie_api_url", "victorops": "victorops_api_url",
    "wechat": "wechat_api_url", "telegram": "telegram_api_url", "webex": "webex_api_url", "jira": "jira_api_url",
    "rocketchat": "rocketchat_api_url", "slack": "slack_app_url",
}  # fmt: skip
GLOBAL_KEYS = _list(
    "resolve_timeout http_config jira_api_url smtp_from smtp_hello smtp_smarthost smtp_auth_username "
    "smtp_auth_password smtp_auth_password_file smtp_auth_secret smtp_auth_secret_file smtp_auth_identity "
    "smtp_require_tls smtp_tls_config smtp_force_implicit_tls slack_api_url slack_api_url_file slack_app_token "
    "slack_app_token_file slack_app_url pagerduty_url opsgenie_api_url opsgenie_api_key opsgenie_api_key_file "
    "wechat_api_url wechat_api_secret wechat_api_secret_file wechat_api_corp_id victorops_api_url victorops_api_key "
    "victorops_api_key_file telegram_api_url telegram_bot_token telegram_bot_token_file webex_api_url "
    "rocketchat_api_url rocketchat_token rocketchat_token_file rocketchat_token_id rocketchat_token_id_file "
    "mattermost_webhook_url mattermost_webhook_url_file"
)
GLOBAL_EITHER = _either(
    "slack_app_token slack_api_url opsgenie_api_key victorops_api_key telegram_bot_token smtp_auth_password "
    "rocketchat_token rocketchat_token_id smtp_auth_secret wechat_api_secret mattermost_webhook_url"
)
HTTP_KEYS = _list(
    "basic_auth authorization oauth2 bearer_token bearer_token_file tls_config follow_redirects enable_http2 "
    "proxy_url no_proxy proxy_from_environment proxy_connect_header http_headers"
)
FLAGS = frozenset(
    _list(
        "send_resolved short_fields link_names update_message monospace disable_notifications update_alerts "
        "require_tls force_implicit_tls use_aws_http_client follow_redirects enable_http2 proxy_from_environment "
        "smtp_require_tls smtp_force_implicit_tls"
    )
)
STRUCTURES = frozenset(
    _list(
        "http_config tls_config headers threading fields labels summary description attachments props priority details "
        "responders images links actions mrkdwn_in sigv4 attributes custom_fields payload basic_auth authorization "
        "oauth2 proxy_connect_header http_headers smtp_tls_config"
    )
)
"""Keys under which a list or a mapping may stand; nothing in them changes where an alert goes."""
