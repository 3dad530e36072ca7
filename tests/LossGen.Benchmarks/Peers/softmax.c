// Softmax regression by mini-batch gradient descent, in the plain loops that a C compiler vectorises best.
// Compile with -DFEATURES= -DCLASSES=; run with rows, batch, rate and a file that holds the rows (float) and then the labels (int32).
// Reads commands, one a line: "time E" answers the seconds of one of E epochs, "loss E" the mean loss after E epochs.
// Either starts from zero parameters.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static float weights[CLASSES][FEATURES] __attribute__((aligned(64)));
static float gradient[CLASSES][FEATURES] __attribute__((aligned(64)));
static float biases[CLASSES], bias_gradient[CLASSES];

static void find_logits(const float *restrict row, float *restrict logits) {
    for (int c = 0; c < CLASSES; c++) {
        float sum = 0;
        for (int f = 0; f < FEATURES; f++) sum += weights[c][f] * row[f];
        logits[c] = sum + biases[c];
    }
}

static float highest_of(const float *logits) {
    float highest = logits[0];
    for (int c = 1; c < CLASSES; c++) highest = logits[c] > highest ? logits[c] : highest;
    return highest;
}

static void step(const float *restrict rows, const int32_t *restrict labels, int count, float rate) {
    memset(gradient, 0, sizeof gradient);
    memset(bias_gradient, 0, sizeof bias_gradient);
    for (int i = 0; i < count; i++) {
        const float *row = rows + (size_t)i * FEATURES;
        float residuals[CLASSES], sum = 0;
        find_logits(row, residuals);
        float highest = highest_of(residuals);
        for (int c = 0; c < CLASSES; c++) sum += residuals[c] = expf(residuals[c] - highest);
        for (int c = 0; c < CLASSES; c++) residuals[c] /= sum;
        residuals[labels[i]] -= 1;
        for (int c = 0; c < CLASSES; c++) {
            float residual = residuals[c];
            for (int f = 0; f < FEATURES; f++) gradient[c][f] += residual * row[f];
            bias_gradient[c] += residual;
        }
    }

    float factor = rate / count;
    for (int c = 0; c < CLASSES; c++) {
        for (int f = 0; f < FEATURES; f++) weights[c][f] -= factor * gradient[c][f];
        biases[c] -= factor * bias_gradient[c];
    }
}

static void train(const float *rows, const int32_t *labels, int n, int batch, float rate, int epochs) {
    memset(weights, 0, sizeof weights);
    memset(biases, 0, sizeof biases);
    for (int epoch = 0; epoch < epochs; epoch++)
        for (int first = 0; first < n; first += batch)
            step(rows + (size_t)first * FEATURES, labels + first, first + batch <= n ? batch : n - first, rate);
}

static double mean_loss(const float *rows, const int32_t *labels, int n) {
    double total = 0;
    for (int i = 0; i < n; i++) {
        float logits[CLASSES];
        find_logits(rows + (size_t)i * FEATURES, logits);
        double highest = highest_of(logits), sum = 0;
        for (int c = 0; c < CLASSES; c++) sum += exp(logits[c] - highest);
        total += highest + log(sum) - logits[labels[i]];
    }
    return total / n;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "expected: rows batch rate file\n"), 2;
    int n = atoi(argv[1]), batch = atoi(argv[2]);
    float rate = strtof(argv[3], NULL);
    size_t count = (size_t)n * FEATURES, bytes = (count * sizeof(float) + 63) / 64 * 64;
    float *rows = aligned_alloc(64, bytes);
    int32_t *labels = malloc(n * sizeof *labels);
    FILE *file = fopen(argv[4], "rb");
    if (!rows || !labels || !file || fread(rows, sizeof *rows, count, file) != count || fread(labels, sizeof *labels, n, file) != (size_t)n)
        return fprintf(stderr, "cannot read %d rows of %d features from %s\n", n, FEATURES, argv[4]), 1;
    fclose(file);

    char line[64], command[16];
    int epochs;
    while (fgets(line, sizeof line, stdin) && sscanf(line, "%15s %d", command, &epochs) == 2) {
        double start = now();
        train(rows, labels, n, batch, rate, epochs);
        double seconds = (now() - start) / epochs;
        printf("%.17g\n", strcmp(command, "loss") == 0 ? mean_loss(rows, labels, n) : seconds);
        fflush(stdout);
    }
    return 0;
}
