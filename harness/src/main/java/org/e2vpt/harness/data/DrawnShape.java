package org.e2vpt.harness.data;

/**
 * A filled figure inside a circle, in exact integer geometry: every machine draws the same pixels.
 *
 * @param kind its outline
 * @param x centre, in {@link #TICKS}, to the right
 * @param y centre, in ticks, down
 * @param radius of the circle that bounds it, in ticks
 * @param direction in which it points, in 1/256 turns, clockwise from the right
 */
record DrawnShape(Kind kind, int x, int y, int radius, int direction) {

  /** Ticks in a pixel: the unit of length. */
  static final int TICKS = 16;

  /** Directions in a full turn. */
  static final int TURN = 256;

  /** The number 1 in the fixed-point cosines, and so a tick in a kind's coordinates. */
  private static final int ONE = 1 << 14;

  private static final int[] COSINE = new int[TURN];

  static {
    for (int i = 0; i < TURN; i++) {
      // StrictMath: the same bits on every processor.
      COSINE[i] = (int) StrictMath.round(StrictMath.cos(2 * StrictMath.PI * i / TURN) * ONE);
    }
  }

  /** The outlines, each with u along the direction, v across it, and r the circle's radius. */
  enum Kind {
    DISC {
      @Override
      boolean covers(long u, long v, long r) {
        return true;
      }
    },
    SQUARE {
      @Override
      boolean covers(long u, long v, long r) {
        return 100 * Math.max(Math.abs(u), Math.abs(v)) <= 71 * r;
      }
    },
    /** With equal sides. */
    TRIANGLE {
      @Override
      boolean covers(long u, long v, long r) {
        return 2 * u >= -r && 1732 * Math.abs(v) <= 1000 * (r - u);
      }
    },
    CROSS {
      @Override
      boolean covers(long u, long v, long r) {
        return 10 * Math.min(Math.abs(u), Math.abs(v)) <= 4 * r;
      }
    },
    /** A narrow triangle that points in its direction. */
    WEDGE {
      @Override
      boolean covers(long u, long v, long r) {
        return 10 * u >= -8 * r && 3 * Math.abs(v) <= r - u;
      }
    },
    /** A shaft with a head. */
    ARROW {
      @Override
      boolean covers(long u, long v, long r) {
        return u >= 0 ? 4 * Math.abs(v) <= 3 * (r - u) : 4 * Math.abs(v) <= r;
      }
    },
    /** A disc with a tip. */
    DROP {
      @Override
      boolean covers(long u, long v, long r) {
        long fromDisc = 2 * u + r; // twice the way from the disc's centre, at u = -r/2
        return fromDisc * fromDisc + 4 * v * v <= r * r
            || (3 * u >= -r
                && 1000 * Math.abs(v) <= 354 * (r - u)); // tangents from the tip at u = r
      }
    },
    /** A thin line through the circle's centre. */
    LINE {
      @Override
      boolean covers(long u, long v, long r) {
        return 24 * Math.abs(v) <= r;
      }
    };

    /** Whether a point of the bounding circle belongs to the figure. */
    abstract boolean covers(long u, long v, long r);
  }

  /** Whether the figure covers the point (x, y), in ticks. */
  boolean covers(int pointX, int pointY) {
    int dx = pointX - x;
    int dy = pointY - y;
    if (dx * dx + dy * dy > radius * radius) {
      return false;
    }
    long cosine = COSINE[direction];
    long sine = COSINE[Math.floorMod(direction - TURN / 4, TURN)];
    return kind.covers(dx * cosine + dy * sine, dy * cosine - dx * sine, (long) radius * ONE);
  }

  /** Whether the bounding circles of both come closer than {@code gap} ticks. */
  boolean crowds(DrawnShape other, int gap) {
    int dx = other.x - x;
    int dy = other.y - y;
    int reach = radius + other.radius + gap;
    return dx * dx + dy * dy < reach * reach;
  }
}
