"""The addresses of the pages."""

from django.urls import path

from articles.pages import articles, entrance, exports, quotes, releases, speakers, tokens, webhooks

urlpatterns = [
    path("", articles.article_list, name="article-list"),
    path("articles/new/", articles.article_import, name="article-import"),
    path("articles/<int:pk>/", articles.article_review, name="article-review"),
    path("articles/<int:pk>/next/", articles.article_next, name="article-next"),
    path("articles/<int:pk>/open/", articles.article_open_again, name="article-open-again"),
    path("articles/standings/", articles.article_standings, name="article-standings"),
    path("articles/<int:pk>/run/", articles.article_retry, name="article-retry"),
    path("quotes/", quotes.quote_list, name="quote-list"),
    path("speakers/", speakers.speaker_list, name="speaker-list"),
    path("speakers/<uuid:pk>/", speakers.speaker_detail, name="speaker-detail"),
    path("speakers/<uuid:pk>/merge/", speakers.speaker_merge, name="speaker-merge"),
    path("speakers/merges/<uuid:pk>/undo/", speakers.merge_undo, name="merge-undo"),
    path("export/", exports.export, name="export"),
    path("releases/", releases.release_list, name="release-list"),
    path("releases/new/", releases.release_new, name="release-new"),
    path("releases/<int:number>/", releases.release_detail, name="release-detail"),
    path("releases/<int:number>/progress/", releases.release_progress, name="release-progress"),
    path("releases/<int:number>/retry/", releases.release_retry, name="release-retry"),
    path("releases/<int:number>/files/<str:name>", releases.release_file, name="release-file"),
    path("releases/<int:number>/files/<str:name>/link/", releases.release_link, name="release-link"),
    path("releases/linked/<str:token>", releases.release_linked, name="release-linked"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<str:key>/end/", tokens.token_end, name="token-end"),
    path("webhooks/", webhooks.webhook_list, name="webhook-list"),
    path("webhooks/<uuid:pk>/", webhooks.webhook_detail, name="webhook-detail"),
    path("webhooks/<uuid:pk>/log/", webhooks.webhook_log, name="webhook-log"),
    path("webhooks/<uuid:pk>/on/", webhooks.webhook_on, name="webhook-on"),
    path("webhooks/<uuid:pk>/off/", webhooks.webhook_off, name="webhook-off"),
    path("webhooks/<uuid:pk>/test/", webhooks.webhook_test, name="webhook-test"),
    path("webhooks/<uuid:pk>/secret/", webhooks.webhook_secret, name="webhook-secret"),
    path("webhooks/<uuid:pk>/remove/", webhooks.webhook_remove, name="webhook-remove"),
    path("webhooks/deliveries/<uuid:id>/", webhooks.delivery_detail, name="webhook-delivery"),
    path("webhooks/deliveries/<uuid:id>/replay/", webhooks.delivery_replay, name="webhook-replay"),
    path("sign-in/<str:token>", entrance.sign_in_once, name="sign-in-once"),
    path("health/", entrance.health, name="health"),
]
