package org.e2vpt.harness.hyperbolic;

/** Makes rows orthonormal. */
final class Orthogonal {

  private Orthogonal() {}

  /**
   * The rows by Gram and Schmidt, each cleared of those before it twice, for rounding. More rows
   * than columns cannot all be orthogonal: then it is the columns.
   *
   * @param values (rows, columns), changed in place
   */
  static void make(float[] values, int rows, int columns) {
    boolean wide = rows <= columns;
    int count = wide ? rows : columns;
    int length = wide ? columns : rows;
    double[][] vectors = new double[count][length];
    for (int v = 0; v < count; v++) {
      for (int i = 0; i < length; i++) {
        vectors[v][i] = values[wide ? v * columns + i : i * columns + v];
      }
      clear(vectors, v);
      clear(vectors, v);
      double norm = Math.sqrt(dot(vectors[v], vectors[v]));
      for (int i = 0; i < length; i++) {
        vectors[v][i] /= norm;
        values[wide ? v * columns + i : i * columns + v] = (float) vectors[v][i];
      }
    }
  }

  private static void clear(double[][] vectors, int v) {
    for (int before = 0; before < v; before++) {
      double share = dot(vectors[v], vectors[before]);
      for (int i = 0; i < vectors[v].length; i++) {
        vectors[v][i] -= share * vectors[before][i];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
