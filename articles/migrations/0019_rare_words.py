from django.db import migrations

from articles.models.search import forget_rare_words, know_rare_words


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_ids_in_time_order")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: know_rare_words(schema_editor),
            lambda apps, schema_editor: forget_rare_words(schema_editor),
        )
    ]
