package org.e2vpt.harness.tuning;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a component of a method's options; one without it is a setting that every encoder has. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Option {

  /** What it is for. */
  OptionKind value();

  /** Whether the option is one of hierarchical encoders only. */
  boolean hierarchical() default false;

  /**
   * Whether trials name it only where it is not the default: it was added when there were trials
   * without it, which keep their ids.
   */
  boolean added() default false;
}
