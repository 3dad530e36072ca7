// A network of dense layers trained by mini-batches of gradient descent or Adam, its products of matrices by OpenBLAS, everything else in plain loops.
// Compile with -DWIDTHS=features,hidden...,classes -DTANH=0|1 (else ReLU) -DADAM=0|1 -DBATCH=; run with rows, rate, rate of the last layer and a file
// that holds the rows (float), the labels (int32) and the parameters to start from (float), layer after layer, weights [unit][input], then biases.
// With two classes the file's last layer has the one logit of class 1: the two here start at half of it, with either sign.
// Reads commands, one a line: "time E" answers the seconds of one of E epochs, "loss E" the mean loss after E epochs.
#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int widths[] = {WIDTHS};
enum { LAYERS = sizeof widths / sizeof *widths - 1 };

typedef struct { int inputs, units; float *w, *b, *gw, *gb, *m, *v, *out, *delta, *start; } layer;
static layer layers[LAYERS];
static int count_of(const layer *l) { return l->units * (l->inputs + 1); }

static void *floats(size_t n) {
    void *p = aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64);
    if (!p) exit(3);
    memset(p, 0, n * sizeof(float));
    return p;
}

static void forward(const float *rows, int n) {
    for (int i = 0; i < LAYERS; i++) {
        layer *l = &layers[i];
        const float *in = i ? layers[i - 1].out : rows;
        for (int r = 0; r < n; r++) memcpy(l->out + (size_t)r * l->units, l->b, l->units * sizeof(float));
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, l->units, l->inputs, 1, in, l->inputs, l->w, l->inputs, 1, l->out, l->units);
        if (i == LAYERS - 1) break;
        for (size_t k = 0; k < (size_t)n * l->units; k++) l->out[k] = TANH ? tanhf(l->out[k]) : l->out[k] > 0 ? l->out[k] : 0;
    }
}

static void backward(const float *rows, const int32_t *labels, int n) {
    layer *last = &layers[LAYERS - 1];
    for (int r = 0; r < n; r++) {
        float *z = last->out + (size_t)r * last->units, *d = last->delta + (size_t)r * last->units, highest = z[0], sum = 0;
        for (int c = 1; c < last->units; c++) highest = z[c] > highest ? z[c] : highest;
        for (int c = 0; c < last->units; c++) sum += d[c] = expf(z[c] - highest);
        float scale = 1 / (sum * n);
        for (int c = 0; c < last->units; c++) d[c] *= scale;
        d[labels[r]] -= 1.0f / n;
    }
    for (int i = LAYERS - 1; i >= 0; i--) {
        layer *l = &layers[i];
        const float *in = i ? layers[i - 1].out : rows;
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, l->units, l->inputs, n, 1, l->delta, l->units, in, l->inputs, 0, l->gw, l->inputs);
        memset(l->gb, 0, l->units * sizeof(float));
        for (int r = 0; r < n; r++) for (int k = 0; k < l->units; k++) l->gb[k] += l->delta[(size_t)r * l->units + k];
        if (!i) break;
        layer *p = &layers[i - 1];
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, l->inputs, l->units, 1, l->delta, l->units, l->w, l->inputs, 0, p->delta, p->units);
        for (size_t k = 0; k < (size_t)n * p->units; k++) p->delta[k] *= TANH ? 1 - p->out[k] * p->out[k] : p->out[k] > 0;
    }
}

static void update(layer *l, float rate, double power1, double power2) {
    float *restrict w = l->w, *restrict g = l->gw, *restrict m = l->m, *restrict v = l->v;
    int count = count_of(l);
    if (!ADAM) { for (int k = 0; k < count; k++) w[k] -= rate * g[k]; return; }
    float step = rate / (1 - power1), correction = 1 / (1 - power2);
    for (int k = 0; k < count; k++) {
        m[k] = 0.9f * m[k] + 0.1f * g[k];
        v[k] = 0.999f * v[k] + 0.001f * g[k] * g[k];
        w[k] -= step * m[k] / (sqrtf(v[k] * correction) + 1e-8f);
    }
}

static void train(const float *rows, const int32_t *labels, int n, float rate, float last_rate, int epochs) {
    double power1 = 1, power2 = 1;
    for (int i = 0; i < LAYERS; i++) {
        layer *l = &layers[i];
        memcpy(l->w, l->start, count_of(l) * sizeof(float));
        memset(l->m, 0, count_of(l) * sizeof(float));
        memset(l->v, 0, count_of(l) * sizeof(float));
    }
    for (int epoch = 0; epoch < epochs; epoch++)
        for (int first = 0; first < n; first += BATCH) {
            int count = first + BATCH <= n ? BATCH : n - first;
            const float *x = rows + (size_t)first * widths[0];
            forward(x, count);
            backward(x, labels + first, count);
            power1 *= 0.9, power2 *= 0.999;
            for (int i = 0; i < LAYERS; i++) update(&layers[i], i == LAYERS - 1 ? last_rate : rate, power1, power2);
        }
}

static double mean_loss(const float *rows, const int32_t *labels, int n) {
    double total = 0;
    const layer *last = &layers[LAYERS - 1];
    for (int first = 0; first < n; first += BATCH) {
        int count = first + BATCH <= n ? BATCH : n - first;
        forward(rows + (size_t)first * widths[0], count);
        for (int r = 0; r < count; r++) {
            const float *z = last->out + (size_t)r * last->units;
            double highest = z[0], sum = 0;
            for (int c = 1; c < last->units; c++) highest = z[c] > highest ? z[c] : highest;
            for (int c = 0; c < last->units; c++) sum += exp(z[c] - highest);
            total += highest + log(sum) - z[labels[first + r]];
        }
    }
    return total / n;
}

static int read_start(FILE *file) {
    for (int i = 0; i < LAYERS; i++) {
        layer *l = &layers[i];
        l->inputs = widths[i], l->units = widths[i + 1];
        int count = count_of(l), in_file = i == LAYERS - 1 && l->units == 2 ? l->inputs + 1 : count;
        l->w = floats(count), l->gw = floats(count), l->m = floats(count), l->v = floats(count), l->start = floats(count);
        l->b = l->w + l->units * l->inputs, l->gb = l->gw + l->units * l->inputs;
        l->out = floats((size_t)BATCH * l->units), l->delta = floats((size_t)BATCH * l->units);
        float *from = floats(in_file);
        if (fread(from, sizeof *from, in_file, file) != (size_t)in_file) return 0;
        if (in_file == count) memcpy(l->start, from, count * sizeof *from);
        else for (int k = 0; k <= l->inputs; k++) {
            float *to = k < l->inputs ? l->start + k : l->start + 2 * l->inputs;
            to[0] = -from[k] / 2, to[k < l->inputs ? l->inputs : 1] = from[k] / 2;
        }
        free(from);
    }
    return 1;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "expected: rows rate last-rate file\n"), 2;
    openblas_set_num_threads(1);
    int n = atoi(argv[1]);
    float rate = strtof(argv[2], NULL), last_rate = strtof(argv[3], NULL);
    size_t count = (size_t)n * widths[0];
    float *rows = floats(count);
    int32_t *labels = malloc(n * sizeof *labels);
    FILE *file = fopen(argv[4], "rb");
    if (!labels || !file || fread(rows, sizeof *rows, count, file) != count || fread(labels, sizeof *labels, n, file) != (size_t)n || !read_start(file))
        return fprintf(stderr, "cannot read %d rows of %d features and a network from %s\n", n, widths[0], argv[4]), 1;
    fclose(file);

    char line[64], command[16];
    int epochs;
    while (fgets(line, sizeof line, stdin) && sscanf(line, "%15s %d", command, &epochs) == 2) {
        double start = now();
        train(rows, labels, n, rate, last_rate, epochs);
        double seconds = (now() - start) / epochs;
        printf("%.17g\n", strcmp(command, "loss") == 0 ? mean_loss(rows, labels, n) : seconds);
        fflush(stdout);
    }
    return 0;
}
