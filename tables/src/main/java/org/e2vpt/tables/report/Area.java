package org.e2vpt.tables.report;

/** Part of a drawing, such as what its axes enclose; y is downwards. */
record Area(double left, double top, double right, double bottom) {

  /** Around a point. */
  static Area around(double x, double y, double width, double height) {
    return new Area(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
  }

  boolean meets(Area other) {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }

  boolean within(Area other) {
    return left >= other.left && right <= other.right && top >= other.top && bottom <= other.bottom;
  }
}
