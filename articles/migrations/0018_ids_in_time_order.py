from django.db import migrations, models

import articles.models.ids


class Migration(migrations.Migration):
    """New ids grow with time. Nothing changes in the database, so its tables of millions are not made anew."""

    dependencies = [("articles", "0017_speaker_counts")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name="id",
                    field=models.UUIDField(
                        default=articles.models.ids.in_time_order,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                )
                for model in ("suggestion", "attribution")
            ]
        )
    ]
