package org.e2vpt.harness.names;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a record's component is written as a word, where {@link RecordWords} has to be told. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Word {

  /** Stands for a default that there is not. */
  String REQUIRED = "\0";

  /** The name of the word, if it is not the component's own in kebab-case. */
  String name() default "";

  /** The word of a component that is not given. */
  String byDefault() default REQUIRED;

  /** The smallest whole number. */
  int atLeast() default Integer.MIN_VALUE;

  /** What {@code true} is called. */
  String yes() default "true";

  /** What {@code false} is called. */
  String no() default "false";
}
