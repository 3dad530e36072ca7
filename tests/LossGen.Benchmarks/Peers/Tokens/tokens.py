"""PyTorch on the tokens and the network of TokenRun: rows a second of training in processor time of one thread, memory added, loss of the last epoch."""
import resource
import statistics
import sys
import time

import torch
import torch.nn.functional as F

path = sys.argv[1]
vocabulary, context, embedding, hidden, batch, epochs, samples = map(int, sys.argv[2:9])
rate = float(sys.argv[9])
torch.set_num_threads(1)
tokens = torch.tensor([int(token) for token in open(path).read().split()])
contexts = tokens.unfold(0, context, 1)[:-1].contiguous()
following = tokens[context:].contiguous()


def train():
    torch.manual_seed(1)
    table = torch.nn.Embedding(vocabulary, embedding)
    first = torch.nn.Linear(context * embedding, hidden)
    last = torch.nn.Linear(hidden, vocabulary)
    optimizer = torch.optim.SGD([*table.parameters(), *first.parameters(), *last.parameters()], lr=rate)
    for _ in range(epochs):
        order, total = torch.randperm(len(following)), 0.0
        for start in range(0, len(following), batch):
            rows = order[start:start + batch]
            h = torch.tanh(first(table(contexts[rows]).view(len(rows), -1)))
            loss = F.cross_entropy(last(h), following[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
    return total / len(following)


def seconds():
    start = time.process_time()
    train()
    return time.process_time() - start


before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
loss = train()
added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
print(epochs * len(following) / statistics.median(seconds() for _ in range(samples)), added, loss, sep="\t")
