import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count


def count(apps, schema_editor):
    """What every speaker said until now."""
    model = {name: apps.get_model('articles', name).objects for name in ('AttributionSpeaker', 'Speaker', 'SpeakerCount')}
    standing = model['AttributionSpeaker'].exclude(attribution__state='rejected').order_by()
    numbers = standing.values('speaker').annotate(quotes=Count('pk'), articles=Count('attribution__article', distinct=True))
    found = {speaker: said for speaker, *said in numbers.values_list('speaker', 'quotes', 'articles')}
    made = model['SpeakerCount'].model
    model['SpeakerCount'].bulk_create(
        (
            made(speaker_id=speaker, attributions=quotes, articles=articles)
            for speaker in model['Speaker'].values_list('pk', flat=True)
            for quotes, articles in [found.get(speaker, (0, 0))]
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0016_filled_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpeakerCount',
            fields=[
                ('speaker', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='count', serialize=False, to='articles.speaker')),
                ('attributions', models.PositiveIntegerField(default=0)),
                ('articles', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
