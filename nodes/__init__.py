"""The steps of a conversation, one per file: a node reads the dialogue, asks a model, and returns facts."""

from colloquist.nodes.ask_questions import ask_questions
from colloquist.nodes.assistant_turn import assistant_turn
from colloquist.nodes.author_problem import author_problem
from colloquist.nodes.bogus_variants import bogus_variants
from colloquist.nodes.build_persona import build_persona
from colloquist.nodes.cast_learner import cast_learner
from colloquist.nodes.cast_sides import cast_sides
from colloquist.nodes.chair import chair
from colloquist.nodes.cut_answers import cut_answers
from colloquist.nodes.debate_turn import debate_turn
from colloquist.nodes.find_misconceptions import find_misconceptions
from colloquist.nodes.finish import finish
from colloquist.nodes.grade import grade
from colloquist.nodes.inpaint_question import inpaint_question
from colloquist.nodes.new_perspective import new_perspective
from colloquist.nodes.plan_aims import plan_aims
from colloquist.nodes.refine import refine
from colloquist.nodes.refusal_rows import refusal_rows
from colloquist.nodes.repair import repair
from colloquist.nodes.review import review
from colloquist.nodes.sample_student import sample_student
from colloquist.nodes.seed_answer import seed_answer
from colloquist.nodes.solve import solve
from colloquist.nodes.summarise import summarise
from colloquist.nodes.user_turn import user_turn
from colloquist.nodes.verify import verify
from colloquist.nodes.vote import vote
from colloquist.nodes.whole_dialogue import whole_dialogue
from colloquist.nodes.worked_solution import worked_solution
from colloquist.nodes.write_refusals import write_refusals

__all__ = [
    "ask_questions",
    "assistant_turn",
    "author_problem",
    "bogus_variants",
    "build_persona",
    "cast_learner",
    "cast_sides",
    "chair",
    "cut_answers",
    "debate_turn",
    "find_misconceptions",
    "finish",
    "grade",
    "inpaint_question",
    "new_perspective",
    "plan_aims",
    "refine",
    "refusal_rows",
    "repair",
    "review",
    "sample_student",
    "seed_answer",
    "solve",
    "summarise",
    "user_turn",
    "verify",
    "vote",
    "whole_dialogue",
    "worked_solution",
    "write_refusals",
]
